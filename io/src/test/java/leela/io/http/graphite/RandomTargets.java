package leela.io.http.graphite;

import java.util.List;
import java.util.Random;

/** Targets at random, as dashboards nest them. Thread: the test's. */
final class RandomTargets {

    private static final List<String> PATHS = List.of(
            "web1.load.shortterm",
            "web*.load.shortterm",
            "web?.load.*",
            "web{1,10}.net.rx",
            "web[1-2].disk.used",
            "{db1,web2}.*.used",
            "*.mem.used",
            "web*.net.rx",
            "lone.point",
            "nothing.here",
            "seriesByTag('name=disk.free','dc=fra')",
            "seriesByTag('host=~web1.*')");

    /**
     * S is any series, R those of a path, N a number, W a window, I an interval, F an aggregation, P a percentage, K a
     * small count.
     */
    static final List<String> FORMS = List.of(
            "scale(S,N)",
            "offset(S,N)",
            "add(S,N)",
            "absolute(S)",
            "pow(S,2)",
            "squareRoot(S)",
            "invert(S)",
            "log(S)",
            "log(S,2)",
            "round(S)",
            "round(S,2)",
            "round(S,-1)",
            "offsetToZero(S)",
            "minMax(S)",
            "isNonNull(S)",
            "transformNull(S)",
            "transformNull(S,N)",
            "transformNull(S,-1,S)",
            "changed(S)",
            "derivative(S)",
            "integral(S)",
            "nonNegativeDerivative(S)",
            "perSecond(S)",
            "scaleToSeconds(S,60)",
            "integralByInterval(S,'I')",
            "delay(S,K)",
            "delay(S,-K)",
            "keepLastValue(S)",
            "keepLastValue(S,K)",
            "interpolate(S)",
            "interpolate(S,K)",
            "summarize(S,'I')",
            "summarize(S,'I','F')",
            "summarize(S,'I','F',true)",
            "smartSummarize(S,'I','F')",
            "smartSummarize(S,'I','sum','hours')",
            "hitcount(S,'I')",
            "hitcount(S,'I',true)",
            "timeShift(S,'I')",
            "timeShift(S,'I',false)",
            "timeStack(S,'I',0,3)",
            "timeSlice(S,'1365508000','1365510000')",
            "movingAverage(S,W)",
            "movingMedian(S,W)",
            "movingSum(S,W)",
            "movingMin(S,W)",
            "movingMax(S,W)",
            "movingWindow(S,W,'F')",
            "movingAverage(S,W,0.5)",
            "exponentialMovingAverage(S,W)",
            "stdev(S,K)",
            "stdev(S,K,0.5)",
            "linearRegression(S)",
            "linearRegression(S,'1365503000','1365507000')",
            "nPercentile(S,P)",
            "percentileOfSeries(S,P)",
            "percentileOfSeries(S,50,true)",
            "sumSeries(S)",
            "sumSeries(S,S)",
            "averageSeries(S)",
            "diffSeries(S,S)",
            "stddevSeries(S)",
            "minSeries(S)",
            "maxSeries(S)",
            "rangeOfSeries(S)",
            "multiplySeries(S)",
            "multiplySeries(S,S)",
            "countSeries(S)",
            "aggregate(S,'F')",
            "aggregate(S,'F',0.5)",
            "sumSeriesWithWildcards(S,0)",
            "averageSeriesWithWildcards(S,1,2)",
            "multiplySeriesWithWildcards(S,0)",
            "aggregateWithWildcards(S,'F',1)",
            "sumSeriesLists(S,S)",
            "diffSeriesLists(S,S)",
            "multiplySeriesLists(S,S)",
            "aggregateSeriesLists(S,S,'F')",
            "divideSeries(S,S)",
            "divideSeries(S,web2.load.shortterm)",
            "divideSeriesLists(S,S)",
            "asPercent(S)",
            "asPercent(S,N)",
            "asPercent(S,web1.load.shortterm)",
            "asPercent(S,S)",
            "asPercent(S,None,0)",
            "asPercent(S,S,0)",
            "weightedAverage(S,S,0)",
            "groupByNode(S,0)",
            "groupByNode(S,0,'F')",
            "groupByNode(S,1,'sumSeries')",
            "groupByNodes(S,'F',0,2)",
            "groupByTags(seriesByTag('name=disk.free'),'sum','dc')",
            "group(S,S)",
            "unique(S,S)",
            "fallbackSeries(S,S)",
            "applyByNode(R,0,'sumSeries(%.load.*)')",
            "applyByNode(R,0,'%.load.shortterm','of %')",
            "reduceSeries(mapSeries(web*.load.*,0),'asPercent',2,'shortterm','longterm')",
            "averageAbove(S,N)",
            "averageBelow(S,N)",
            "currentAbove(S,N)",
            "currentBelow(S,N)",
            "maximumAbove(S,N)",
            "maximumBelow(S,N)",
            "minimumAbove(S,N)",
            "minimumBelow(S,N)",
            "filterSeries(S,'F','>',N)",
            "filterSeries(S,'F','<=',N)",
            "filterSeries(S,'last','!=',N)",
            "grep(S,'web[12]')",
            "exclude(S,'^web1')",
            "removeEmptySeries(S)",
            "removeEmptySeries(S,0.9)",
            "limit(S,K)",
            "mostDeviant(S,K)",
            "averageOutsidePercentile(S,P)",
            "removeBetweenPercentile(keepLastValue(S),P)",
            "removeAboveValue(S,N)",
            "removeBelowValue(S,N)",
            "removeAbovePercentile(S,P)",
            "removeBelowPercentile(S,P)",
            "useSeriesAbove(transformNull(S),N,'load','disk')",
            "sortBy(S)",
            "sortBy(S,'F',true)",
            "sortByTotal(S)",
            "sortByMaxima(S)",
            "sortByMinima(S)",
            "sortByName(S)",
            "sortByName(S,true)",
            "sortByName(S,true,true)",
            "highest(S,K,'F')",
            "lowest(S,K,'F')",
            "highestAverage(S,K)",
            "highestCurrent(S,K)",
            "highestMax(S,K)",
            "lowestAverage(S,K)",
            "lowestCurrent(S,K)",
            "constantLine(N)",
            "threshold(N)",
            "threshold(N,'limit')",
            "aggregateLine(S,'F')",
            "aggregateLine(S,'F',true)",
            "timeFunction('t')",
            "timeFunction('t',10)",
            "sinFunction('s',2)",
            "identity('i')",
            "consolidateBy(S,'max')",
            "consolidateBy(S,'first')",
            "cumulative(S)",
            "setXFilesFactor(S,0.6)",
            "alpha(S,0.5)",
            "color(S,'red')",
            "lineWidth(S,2)",
            "dashed(S)",
            "secondYAxis(S)",
            "drawAsInfinite(S)",
            "stacked(S)",
            "stacked(S,'one')",
            "alias(S,'name')",
            "aliasSub(S,'^(\\w+)\\.','\\1-')",
            "aliasByNode(S,0)",
            "aliasByNode(S,1,-1)",
            "aliasByTags(S,'host','name')",
            "aliasByMetric(S)",
            "substr(S,1)",
            "substr(S,0,2)",
            "legendValue(R,'last','max')",
            "S|scale(N)|alias('piped')",
            "pow(absolute(S),0.5)",
            "logit(minMax(S))",
            "exp(minMax(S))",
            "sigmoid(minMax(S))",
            "powSeries(minMax(S))",
            "areaBetween(group(web1.load.shortterm,web2.load.shortterm))",
            "verticalLine('1365504000')",
            "verticalLine('1365504000','here','blue')",
            "time('t')",
            "sin('s')",
            "sum(S)",
            "avg(S)",
            "min(S)",
            "max(S)",
            "pct(S)",
            "xFilesFactor(S,0.3)",
            "reduce(map(web*.load.*,0),'asPercent',2,'shortterm','longterm')",
            "aliasQuery(S,'^(\\w+)\\..*','\\1.load.shortterm','at %g')");

    /** Of arguments with a pipe in them theirs forgets a part where it reads them again, for what came before. */
    private static final List<String> NESTED =
            FORMS.stream().filter(form -> form.indexOf('|') < 0).toList();

    private final Random random;

    RandomTargets(final long seed) {
        random = new Random(seed);
    }

    /** A form with everything in it filled in; up to {@code depth} functions deep. */
    String of(final String form, final int depth) {
        final StringBuilder target = new StringBuilder();
        for (int i = 0; i < form.length(); i++) {
            final boolean isMark = (i == 0 || "(,'-".indexOf(form.charAt(i - 1)) >= 0)
                    && (i + 1 == form.length() || "),'|".indexOf(form.charAt(i + 1)) >= 0);
            target.append(isMark ? filled(form.charAt(i), depth) : form.charAt(i));
        }
        return target.toString();
    }

    private String filled(final char mark, final int depth) {
        return switch (mark) {
            case 'S' -> depth <= 1 || random.nextInt(3) == 0 ? any(PATHS) : of(any(NESTED), depth - 1);
            case 'R' -> any(PATHS);
            case 'N' -> any(List.of("0", "2", "-3", "0.25", "500", "1e3"));
            case 'W' -> any(List.of("5", "12", "'5min'", "'90s'", "1"));
            case 'I' -> any(List.of("1min", "5min", "90s", "1h", "7min"));
            case 'F' ->
                any(List.of(
                        "average",
                        "median",
                        "sum",
                        "min",
                        "max",
                        "diff",
                        "stddev",
                        "count",
                        "range",
                        "multiply",
                        "last",
                        "avg_zero"));
            case 'P' -> any(List.of("95", "50", "99.9", "1", "25"));
            case 'K' -> any(List.of("1", "2", "3", "7"));
            default -> String.valueOf(mark);
        };
    }

    private String any(final List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
