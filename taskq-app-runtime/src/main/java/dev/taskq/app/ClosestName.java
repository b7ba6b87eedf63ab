package dev.taskq.app;

import java.util.Comparator;
import java.util.List;

/** Finds the known name that is closest to a mistyped one. */
final class ClosestName {
    private ClosestName() {}

    /**
     * The name at the smallest edit distance.
     *
     * @param names one or more
     */
    static String to(String mistyped, List<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(mistyped, name)))
                .orElseThrow();
    }

    /** The Levenshtein distance, computed one row at a time. */
    static int distance(String from, String to) {
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
