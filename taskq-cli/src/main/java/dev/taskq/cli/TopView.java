package dev.taskq.cli;

/** What the live screen shows. Immutable. */
sealed interface TopView {
    /** All types. */
    record Types() implements TopView {}

    /** All agents. */
    record Agents() implements TopView {}

    /**
     * The newest tasks of a type.
     *
     * @param type its name
     */
    record Tasks(String type) implements TopView {}

    /**
     * Why a task is where it is.
     *
     * @param type its type
     * @param id its id
     */
    record Why(String type, long id) implements TopView {}

    /** The view behind this one. */
    default TopView back() {
        return this instanceof Why why ? new Tasks(why.type()) : new Types();
    }
}
