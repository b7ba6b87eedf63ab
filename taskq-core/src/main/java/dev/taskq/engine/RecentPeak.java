package dev.taskq.engine;

/** The largest of the last {@link #KEPT} numbers. Not thread-safe. */
final class RecentPeak {
    static final int KEPT = 64;

    private final int[] numbers = new int[KEPT];
    private int next;

    void add(int number) {
        numbers[next] = number;
        next = (next + 1) % KEPT;
    }

    /** Zero where there is no number yet. */
    int max() {
        int max = 0;
        for (int number : numbers) {
            max = Math.max(max, number);
        }
        return max;
    }
}
