#!/usr/bin/env python3
"""Draws the lines that perf/bench load, perf/bench compare and perf/bench latency wrote with --json: perf/bench charts RESULTS.jsonl writes an SVG file for each chart
beside it, and RESULTS.charts.md, the page that shows them."""
import json
import math
import os
import statistics
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 360, 70, 40, 20, 60
COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#57606a")


class Chart:
    """An SVG drawing that grows from axes to marks."""

    def __init__(self, title, x_label, y_label, y_most, powers=False):
        self.parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">' % (WIDTH, HEIGHT),
                      '<rect width="100%" height="100%" fill="white"/>']
        self.y_most = math.ceil(y_most) if powers else nice(y_most)
        self.text(WIDTH / 2, 20, title, size=15)
        self.text(LEFT + self.width() / 2, HEIGHT - 12, x_label)
        self.text(18, TOP + self.height() / 2, y_label, turned=True)
        ticks = self.y_most if powers else 5
        for tick in range(ticks + 1):
            value = self.y_most * tick / ticks
            self.line(LEFT, self.y(value), WIDTH - RIGHT, self.y(value), "#d0d7de")
            self.text(LEFT - 8, self.y(value) + 4, count(10 ** value) if powers else "%g" % round(value, 6), anchor="end")

    @staticmethod
    def width():
        return WIDTH - LEFT - RIGHT

    @staticmethod
    def height():
        return HEIGHT - TOP - BOTTOM

    def y(self, value):
        return TOP + self.height() * (1 - value / self.y_most)

    def text(self, x, y, text, anchor="middle", size=12, turned=False, colour="#1f2328"):
        turn = ' transform="rotate(-90 %.1f %.1f)"' % (x, y) if turned else ""
        self.parts.append('<text x="%.1f" y="%.1f" text-anchor="%s" font-size="%d" fill="%s"%s>%s</text>' % (
            x, y, anchor, size, colour, turn, text.replace("&", "&amp;").replace("<", "&lt;")))

    def line(self, x1, y1, x2, y2, colour, width=1):
        self.parts.append('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%g"/>' % (x1, y1, x2, y2, colour, width))

    def legend(self, names):
        x = LEFT + 10
        for name, colour in zip(names, COLOURS):
            self.parts.append('<rect x="%.1f" y="%d" width="12" height="12" fill="%s"/>' % (x, TOP - 12, colour))
            self.text(x + 18, TOP - 2, name, anchor="start")
            x += 40 + 7 * len(name)

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.parts + ["</svg>"]) + "\n")


def nice(value):
    unit = 10 ** math.floor(math.log10(max(value, 1e-9)))
    return next(step * unit for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * unit >= value)


def lines(title, x_label, y_label, series, powers=False):
    """Median as a line, lowest to highest as a bar, over a logarithmic axis; series: name to {x: values}; the values may be powers of ten."""
    chart = Chart(title, x_label, y_label, max(max(values) for points in series.values() for values in points.values()), powers)
    marks = sorted({x for points in series.values() for x in points})
    low, high = math.log(marks[0]), math.log(marks[-1])

    def at(x):
        return LEFT + 20 + (chart.width() - 40) * ((math.log(x) - low) / (high - low) if high > low else 0.5)
    for mark in marks:
        chart.text(at(mark), HEIGHT - BOTTOM + 18, count(mark))
    for (name, points), colour in zip(series.items(), COLOURS):
        path = " ".join("%.1f,%.1f" % (at(x), chart.y(statistics.median(values))) for x, values in sorted(points.items()))
        chart.parts.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>' % (path, colour))
        for x, values in points.items():
            chart.line(at(x), chart.y(min(values)), at(x), chart.y(max(values)), colour, 3)
            chart.parts.append('<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>' % (at(x), chart.y(statistics.median(values)), colour))
    chart.legend(series)
    return chart


def bars(title, y_label, groups):
    """groups: label to values; the median as a bar with its figure, lowest to highest as a line."""
    chart = Chart(title, "", y_label, max(max(values) for values in groups.values()))
    step = chart.width() / len(groups)
    for i, (label, values) in enumerate(groups.items()):
        x, middle = LEFT + step * (i + 0.5), statistics.median(values)
        chart.parts.append('<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>' % (
            x - step * 0.3, chart.y(middle), step * 0.6, chart.y(0) - chart.y(middle), COLOURS[0 if label.startswith("leela") else 5]))
        chart.line(x, chart.y(min(values)), x, chart.y(max(values)), "#1f2328", 2)
        chart.text(x, chart.y(max(values)) - 5, "%.3g" % middle)
        for line, word in enumerate(label.split(", ")):
            chart.text(x, HEIGHT - BOTTOM + 18 + 14 * line, word)
    return chart


def count(number):
    return "%g M" % (number / 1e6) if number >= 1e6 else "%g k" % (number / 1e3) if number >= 1e3 else "%g" % number


def rates(results, of_interest, x, key, unit=1):
    """source to {x: values}, of the results of perf/bench load rate that are of interest."""
    series = {}
    for result in results:
        if result["kind"] == "rate" and of_interest(result):
            series.setdefault(result["source"], {})[result[x]] = [value / unit for value in result[key]]
    return series


def charts(results):
    """File name to chart, for what the results hold."""
    growth = [("series", "series", lambda r: not r["asked_per_datagram"]), ("per-datagram", "metrics a datagram", lambda r: r["asked_per_datagram"])]
    for name, label, of_interest in growth:
        x = "series" if name == "series" else "asked_per_datagram"
        for key, unit, what in (("rate", 1e6, "M metrics/s without loss"), ("cpu", 1, "CPU s a million metrics")):
            series = rates(results, of_interest, x, key, unit)
            if series:
                yield "%s-%s" % (name, key), lines("%s by %s" % (what, label), label, what, series)
    for result in results:
        if result["kind"] == "compare":
            name = result["server"] + ("-%d" % result["per_datagram"] if result["per_datagram"] else "")
            for key, unit, what in (("rate", 1e6, "M metrics/s without loss"), ("cpu", 1, "CPU s a million metrics")):
                yield "compare-%s-%s" % (name, key), bars("Beside %s, in one run" % result["server"], what, {
                    server: [value / unit for value in found[key]] for server, found in result["servers"].items()})
    for result in results:
        if result["kind"] == "latency":
            series = {name.replace("-", " "): {slower: [math.log10(max(us, 1)) for us in runs] for slower, runs in zip((2, 100, 1000), runs_at[1:4])}
                      for name, runs_at in result["percentiles"].items() if name.startswith("sent-to")}
            yield "latency-%s" % result["rate"], lines("Latency at %s metrics/s" % count(float(result["rate"])), "one event in so many is slower",
                                                       "microseconds", series, powers=True)


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: perf/bench charts RESULTS.jsonl\n\n" + __doc__)
    path = sys.argv[1]
    stem = path.removesuffix(".jsonl")
    with open(path, encoding="ascii") as file:
        results = [json.loads(line) for line in file]
    with open(stem + ".charts.md", "w", encoding="ascii") as page:
        commands = ", ".join(sorted({"`%s`" % r["command"] for r in results}))
        page.write("# Charts of %s\n\nDrawn by `perf/bench charts %s` from what these wrote: %s.\nA bar on a point or column goes from the lowest to "
                   "the highest of several runs.\n" % (os.path.basename(stem), os.path.basename(path), commands))
        for name, chart in charts(results):
            file = "%s.%s.svg" % (stem, name)
            chart.save(file)
            page.write("\n![%s](%s)\n" % (name, os.path.basename(file)))


if __name__ == "__main__":
    main()
