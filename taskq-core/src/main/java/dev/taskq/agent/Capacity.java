package dev.taskq.agent;

/**
 * How much the agent may take on. Thread-safe.
 *
 * @param slots for tasks
 * @param bytes for params and results
 * @param unrecorded for completions that are not recorded yet
 */
record Capacity(Slots slots, HeldBytes bytes, Unrecorded unrecorded) {
    /** How many tasks may be claimed now. Where there is no room, the poller is woken when there is. */
    int free(int most) {
        int free = Math.min(slots.free(), most);
        return free <= 0 || unrecorded.isFull() || !bytes.hasRoom() ? 0 : free;
    }
}
