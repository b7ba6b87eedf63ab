package dev.taskq.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.benchmarks.chart.LineChart.Line;
import dev.taskq.benchmarks.chart.LineChart.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LineChartTest {
    private static final double WIDTH = 760;
    private static final double HEIGHT = 400;

    @TempDir
    Path folder;

    private static final LineChart CHART = new LineChart(
            "chart",
            "Time <of> a task & more",
            "offered",
            List.of(
                    new Line("p50", 0, false, List.of(new Point(1, 0.4), new Point(10_000, 900))),
                    new Line("p95", 1, false, List.of(new Point(1, 0), new Point(10_000, 905))),
                    new Line("p95 before", 1, true, List.of(new Point(1, 12), new Point(10_000, 910)))));

    @Test
    void itIsAnXmlFileWhoseTextsNameTheTitleTheAxesAndEachLine() throws Exception {
        Document svg = parsed(CHART.write(folder.resolve("made")));

        assertThat(texts(svg))
                .contains("Time <of> a task & more", "offered", "1", "10", "100", "1,000", "10,000", "0.10")
                .contains("p50", "p95", "p95 before (dashed)");
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(6);
    }

    @Test
    void everythingIsOnThePageAndNoNameCoversAnother() throws Exception {
        Document svg = parsed(CHART.write(folder));

        List<Double> names = new ArrayList<>();
        for (Element circle : elements(svg, "circle")) {
            assertThat(number(circle, "cx")).isBetween(0.0, WIDTH);
            assertThat(number(circle, "cy")).isBetween(0.0, HEIGHT);
        }
        for (Element text : elements(svg, "text")) {
            assertThat(number(text, "x")).isBetween(0.0, WIDTH);
            assertThat(number(text, "y")).isBetween(0.0, HEIGHT);
            if (text.getAttribute("class").startsWith("c")) {
                names.add(number(text, "y"));
            }
        }
        assertThat(names).hasSize(3).isSorted();
        assertThat(names.get(1) - names.get(0)).isGreaterThanOrEqualTo(12);
        assertThat(names.get(2) - names.get(1)).isGreaterThanOrEqualTo(12);
    }

    @Test
    void aRateThatIsNearlyReachedIsOnTheScaleOfTheOffered() {
        Scale scale = Scale.of(DoubleStream.of(0.99, 10_050), 0, 100);

        assertThat(scale.powers()).containsExactly(1, 10, 100, 1_000, 10_000);
        assertThat(scale.of(0.99)).isEqualTo(0);
        assertThat(scale.of(10_050)).isBetween(100.0, 100.5);
    }

    @Test
    void itHasColoursForADarkPageToo() {
        assertThat(CHART.svg()).contains("@media (prefers-color-scheme: dark)");
    }

    private static Document parsed(Path file) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<String> texts(Document svg) {
        return elements(svg, "text").stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList found = svg.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
