package dev.taskq.chaos;

/**
 * A promise that was broken. Immutable.
 *
 * @param rule the promise
 * @param task the task; 0 for none
 * @param detail what was observed
 */
record Violation(String rule, long task, String detail) {
    @Override
    public String toString() {
        return rule + (task == 0 ? "" : ", task " + task) + ": " + detail;
    }
}
