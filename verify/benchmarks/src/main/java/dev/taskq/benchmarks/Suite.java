package dev.taskq.benchmarks;

import dev.taskq.benchmarks.chart.LineChart;
import java.util.List;

/** Measurements that any version of the programs can be put through, as often as wanted. */
interface Suite {
    /** Lets young processes compile what they run. */
    void warmUp(Target target) throws Exception;

    /** Measures each row once. The figures have the same names and order each time. */
    List<Figure> measure(Target target) throws Exception;

    /** Prints the figures of one version. */
    default void print(List<Figure> figures, Table table) {
        table.figures(figures);
    }

    /** The charts of the figures of one or two versions, if the suite has any. */
    default List<LineChart> charts(List<Version> versions) {
        return List.of();
    }

    /**
     * The figures of a version of the programs.
     *
     * @param name the version
     * @param figures its figures
     */
    record Version(String name, List<Figure> figures) {}
}
