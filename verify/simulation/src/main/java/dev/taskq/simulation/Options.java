package dev.taskq.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param mode what to do
 * @param seeds how many seeds
 * @param from the first of them
 * @param setting the setting whose schedules are all played; empty for each of them
 * @param accidents how many accidents there are at most in a run
 * @param switches how often another than who runs may go on
 * @param replay the seed, or the file, to play again
 */
record Options(Mode mode, long seeds, long from, Optional<String> setting, int accidents, int switches, String replay) {
    static final String USAGE = """
        usage: ./taskq simulate [--seeds N [--from S]]
               ./taskq simulate --exhaustive [SETTING] [--accidents A] [--switches K]
               ./taskq simulate --replay FILE|SEED\
        """;

    private static final long SEEDS = 1_000;

    enum Mode {
        SEEDS,
        EXHAUSTIVE,
        REPLAY
    }

    static Options parse(String... args) {
        Deque<String> left = new ArrayDeque<>(List.of(args));
        Mode mode = Mode.SEEDS;
        long seeds = SEEDS;
        long from = 0;
        Optional<String> setting = Optional.empty();
        int accidents = 2;
        int switches = 1;
        String replay = "";
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--seeds" -> seeds = number(option, left);
                case "--from" -> from = number(option, left);
                case "--accidents" -> accidents = Math.toIntExact(number(option, left));
                case "--switches" -> switches = Math.toIntExact(number(option, left));
                case "--exhaustive" -> {
                    mode = Mode.EXHAUSTIVE;
                    if (!left.isEmpty() && !left.getFirst().startsWith("--")) {
                        setting = Optional.of(left.removeFirst());
                    }
                }
                case "--replay" -> {
                    mode = Mode.REPLAY;
                    replay = value(option, left);
                }
                default -> throw new IllegalArgumentException("no option \"" + option + "\"");
            }
        }
        return new Options(mode, seeds, from, setting, accidents, switches, replay);
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.removeFirst();
    }

    private static long number(String option, Deque<String> left) {
        String text = value(option, left);
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(option + " needs a whole number below a billion, not \"" + text + "\"");
        }
        return Long.parseLong(text);
    }
}
