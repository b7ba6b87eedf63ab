package dev.taskq.simulation;

/** Which coordinators have the preset {@code FAST_RECOVERY} although the others have not, as while the preset is changed. Immutable. */
enum Mixture {
    /** None. */
    NONE,
    /** Each second one. */
    EACH_SECOND,
    /** All except the first one. */
    ALL_BUT_FIRST;

    /**
     * Whether a coordinator has it.
     *
     * @param number its number, from 1 on
     */
    boolean isFast(int number) {
        return switch (this) {
            case NONE -> false;
            case EACH_SECOND -> number % 2 == 0;
            case ALL_BUT_FIRST -> number > 1;
        };
    }
}
