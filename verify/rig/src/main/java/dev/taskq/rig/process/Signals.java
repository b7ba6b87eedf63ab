package dev.taskq.rig.process;

import dev.taskq.rig.backend.BackendUnavailableException;
import java.io.IOException;

/** Signals for which Java has no call. */
public final class Signals {
    private Signals() {}

    /**
     * Stops a process in its tracks, by SIGSTOP.
     *
     * @param pid its id
     * @throws BackendUnavailableException if it cannot be signalled
     */
    public static void freeze(long pid) {
        send("STOP", pid);
    }

    /**
     * Lets a process go on after {@link #freeze}, by SIGCONT.
     *
     * @param pid its id
     * @throws BackendUnavailableException if it cannot be signalled
     */
    public static void thaw(long pid) {
        send("CONT", pid);
    }

    private static void send(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0) {
                throw new BackendUnavailableException("cannot send SIG" + signal + " to process " + pid);
            }
        } catch (IOException e) {
            throw new BackendUnavailableException("cannot send SIG" + signal + " to process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("Interrupted", e);
        }
    }
}
