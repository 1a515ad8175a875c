package leela.io.http.graphite.function;

import java.util.ArrayList;
import java.util.List;
import leela.io.http.graphite.text.TimeOffset;
import leela.io.http.graphite.text.TimeReference;

/** Series of another time. Thread: any; stateless. */
final class ShiftFunctions {

    private static final String TRANSFORM = "Transform";

    private ShiftFunctions() {}

    static void addTo(final FunctionTable table) {
        table.add(
                "timeShift",
                TRANSFORM,
                "seriesList:seriesList! timeShift:interval! resetEnd:boolean=true alignDst:boolean=false",
                "The series of so long ago, or ahead with a +.",
                ShiftFunctions::timeShift);
        table.add(
                "timeStack",
                TRANSFORM,
                "seriesList:seriesList! timeShiftUnit:interval=1d timeShiftStart:integer=0 timeShiftEnd:integer=7",
                "The series of several times, each so long before the other.",
                ShiftFunctions::timeStack);
        table.add(
                "timeSlice",
                TRANSFORM,
                "seriesList:seriesList! startSliceAt:date! endSliceAt:date=now",
                "Only what lies between two times.",
                ShiftFunctions::timeSlice);
    }

    /** Back where it has no sign. */
    private static String signed(final String shift) {
        return !shift.isEmpty() && Character.isDigit(shift.charAt(0)) ? "-" + shift : shift;
    }

    private static List<TimeSeries> timeShift(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        if (all.isEmpty()) {
            return all;
        }
        final String shift = signed(arguments.text(1, ""));
        final long seconds = TimeOffset.seconds(shift);
        final TimeSeries first = all.get(0);
        final List<TimeSeries> shifted =
                arguments.again(evaluation.over(evaluation.from() + seconds, evaluation.until() + seconds));
        for (final TimeSeries series : shifted) {
            series.tags.put("timeShift", shift);
            series.name = "timeShift(" + series.name + ", \"" + shift + "\")";
            series.end = arguments.truth(2, true) ? first.end : series.end - series.start + first.start;
            series.start = first.start;
        }
        return shifted;
    }

    private static List<TimeSeries> timeStack(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final List<TimeSeries> results = new ArrayList<>();
        if (all.isEmpty()) {
            return results;
        }
        final String unit = signed(arguments.text(1, "1d"));
        final long seconds = TimeOffset.seconds(unit);
        final TimeSeries first = all.get(0);
        for (int shift = arguments.integer(2, 0); shift < arguments.integer(3, 7); shift++) {
            final long moved = seconds * shift;
            for (final TimeSeries series :
                    arguments.again(evaluation.over(evaluation.from() + moved, evaluation.until() + moved))) {
                series.tags.put("timeShiftUnit", unit);
                series.tags.put("timeShift", Integer.toString(shift));
                series.rename("timeShift(" + series.name + ", " + unit + ", " + shift + ")");
                series.start = first.start;
                series.end = first.end;
                results.add(series);
            }
        }
        return results;
    }

    private static List<TimeSeries> timeSlice(final Evaluation evaluation, final Arguments arguments) {
        final List<TimeSeries> all = arguments.series(0);
        final long start = TimeReference.seconds(arguments.text(1, ""), evaluation.zone(), evaluation.now());
        final long end = TimeReference.seconds(arguments.text(2, "now"), evaluation.zone(), evaluation.now());
        for (final TimeSeries series : all) {
            series.tags.put("timeSliceStart", Long.toString(start));
            series.tags.put("timeSliceEnd", Long.toString(end));
            series.name = "timeSlice(" + series.name + ", " + start + ", " + end + ")";
            for (int i = 0; i < series.values().length; i++) {
                final long time = evaluation.from() + i * series.step;
                series.values()[i] = time < start || time > end ? TimeSeries.NONE : series.values()[i];
            }
        }
        return all;
    }
}
