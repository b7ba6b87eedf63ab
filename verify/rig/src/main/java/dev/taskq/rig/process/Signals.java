package dev.taskq.rig.process;

import dev.taskq.rig.backend.BackendUnavailableException;
import java.io.IOException;

/** Signals that Java has no method for. */
public final class Signals {
    private Signals() {}

    /**
     * Freezes a process with SIGSTOP.
     *
     * @param pid its id
     * @throws BackendUnavailableException if it cannot be signalled
     */
    public static void freeze(long pid) {
        send("STOP", pid);
    }

    /**
     * Lets a process continue after {@link #freeze}, with SIGCONT.
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
