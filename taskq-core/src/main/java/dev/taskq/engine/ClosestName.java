package dev.taskq.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the known name that is closest to a mistyped one. */
public final class ClosestName {
    /** One wrong character in so many is taken for a mistake in typing. */
    private static final int CHARACTERS_A_MISTAKE = 3;

    private ClosestName() {}

    /**
     * The name that has most words in common with a mistyped one, and the nearest of several such. Words are separated by
     * underscores: in a long name, whole words are left out more often than letters are wrong.
     *
     * @param names one or more; of names that are equally near the first one is taken
     */
    public static String byWords(String mistyped, List<String> names) {
        List<String> words = Arrays.asList(mistyped.split("_", -1));
        return names.stream()
                .min(Comparator.comparingLong((String name) -> -Arrays.stream(name.split("_", -1))
                                .filter(words::contains)
                                .count())
                        .thenComparingInt(name -> distance(mistyped, name)))
                .orElseThrow();
    }

    /** The name at the smallest edit distance, if it is small enough for a mistake in typing. */
    public static Optional<String> near(String mistyped, Collection<String> names) {
        int most = Math.max(1, mistyped.length() / CHARACTERS_A_MISTAKE);
        return names.stream()
                .filter(name -> distance(mistyped, name) <= most)
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
