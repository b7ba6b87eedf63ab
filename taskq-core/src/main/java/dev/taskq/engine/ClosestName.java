package dev.taskq.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that is closest to a mistyped one. */
public final class ClosestName {
    /** One wrong character in so many is taken for a mistake in typing. */
    private static final int CHARACTERS_A_MISTAKE = 3;

    private ClosestName() {}

    /**
     * The name at the smallest edit distance.
     *
     * @param names one or more
     */
    public static String to(String mistyped, Collection<String> names) {
        return closest(mistyped, names).orElseThrow();
    }

    /** The name at the smallest edit distance, if it is small enough for a mistake in typing. */
    public static Optional<String> near(String mistyped, Collection<String> names) {
        int most = Math.max(1, mistyped.length() / CHARACTERS_A_MISTAKE);
        return closest(mistyped, names).filter(name -> distance(mistyped, name) <= most);
    }

    private static Optional<String> closest(String mistyped, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(mistyped, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The Levenshtein distance, computed one row at a time. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
