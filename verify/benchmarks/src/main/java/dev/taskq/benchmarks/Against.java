package dev.taskq.benchmarks;

import dev.taskq.benchmarks.Suite.Version;
import dev.taskq.rig.stack.LocalStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The programs of this version beside those of another one, in the same sitting. Each version has servers of its own, since their
 * schemas may differ. The load and the measuring are this version's. Each round measures both, one after the other and in
 * turn first, so that whatever else the machine does concerns both. Neither starts with an AOT cache, since the other one has none.
 */
final class Against {
    private static final int SHORT = 8;

    private final LocalStack.Setup setup;
    private final Suite suite;
    private final int rounds;
    private final Table table;

    Against(LocalStack.Setup setup, Suite suite, int rounds, Table table) {
        this.setup = setup.untrained();
        this.suite = suite;
        this.rounds = rounds;
        this.table = table;
    }

    /** Measures, prints the ratios, and returns the medians of the other version and of this one. */
    List<Version> run(String ref) throws Exception {
        try (Worktree worktree = Worktree.of(Path.of(""), ref)) {
            String other = ref + " (" + worktree.commit().substring(0, SHORT) + ")";
            table.note("building " + other);
            worktree.build();
            try (LocalStack theirs = new LocalStack(setup.withProject(worktree.path()));
                    LocalStack ours = new LocalStack(setup)) {
                table.conditions(ours);
                return run(other, Deployed.on(theirs), Deployed.on(ours));
            }
        }
    }

    private List<Version> run(String other, Target theirs, Target ours) throws Exception {
        table.note(other);
        suite.warmUp(theirs);
        table.note("this version");
        suite.warmUp(ours);
        List<List<Figure>> before = new ArrayList<>();
        List<List<Figure>> after = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            table.note("round " + (round + 1) + " of " + rounds);
            if (round % 2 == 0) {
                before.add(measure(other, theirs));
                after.add(measure("this version", ours));
            } else {
                after.add(measure("this version", ours));
                before.add(measure(other, theirs));
            }
        }
        theirs.check();
        ours.check();
        print(other, before, after);
        return List.of(new Version("this version", medians(after)), new Version(other, medians(before)));
    }

    private List<Figure> measure(String version, Target target) throws Exception {
        table.note(version);
        return suite.measure(target);
    }

    private void print(String other, List<List<Figure>> before, List<List<Figure>> after) {
        System.out.printf(
                "%nmedians of %d rounds, and the least and the largest ratio of a round; other: %s%n%-48s %12s %12s %9s %16s   %s%n",
                rounds, other, "", "other", "this", "this/other", "", "goal");
        List<Figure> olds = medians(before);
        List<Figure> news = medians(after);
        for (int i = 0; i < news.size(); i++) {
            int row = i;
            double[] ratios = IntStream.range(0, rounds)
                    .mapToDouble(round -> after.get(round).get(row).value()
                            / before.get(round).get(row).value())
                    .sorted()
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%-48s %12s %12s %10.2f %7.2f to %.2f   %s%n",
                    news.get(i).name(),
                    Figure.text(olds.get(i).value()),
                    Figure.text(news.get(i).value()),
                    median(ratios),
                    ratios[0],
                    ratios[ratios.length - 1],
                    news.get(i).beside());
        }
    }

    private static List<Figure> medians(List<List<Figure>> rounds) {
        List<Figure> first = rounds.getFirst();
        return IntStream.range(0, first.size())
                .mapToObj(row -> first.get(row)
                        .withValue(median(rounds.stream()
                                .mapToDouble(round -> round.get(row).value())
                                .sorted()
                                .toArray())))
                .toList();
    }

    private static double median(double[] sorted) {
        return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
                .average()
                .orElseThrow();
    }
}
