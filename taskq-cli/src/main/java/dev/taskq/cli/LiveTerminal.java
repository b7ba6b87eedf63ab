package dev.taskq.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * The terminal while a live screen has it: without echo, key by key, on its second screen. It is as before after
 * {@link #close()}, which also a signal does. For one thread, but for the closing.
 */
final class LiveTerminal implements AutoCloseable {
    /** Without automatic line breaks: a character that is wider than others must not push a line into the next one. */
    private static final String OPEN = "\u001b[?1049h\u001b[?25l\u001b[?7l";

    private static final String CLOSED = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final int MOST_BYTES = 64;

    private final PrintStream out;
    private final InputStream keys;
    private final String before;
    private final Thread onExit = new Thread(this::restore, "restore-terminal");
    private boolean restored;

    private LiveTerminal(PrintStream out, InputStream keys, String before) {
        this.out = out;
        this.keys = keys;
        this.before = before;
    }

    /** Takes the terminal. */
    static LiveTerminal open(PrintStream out) {
        try {
            InputStream keys = new FileInputStream("/dev/tty");
            LiveTerminal terminal =
                    new LiveTerminal(out, keys, Terminals.stty("-g").strip());
            Runtime.getRuntime().addShutdownHook(terminal.onExit);
            terminal.take();
            return terminal;
        } catch (IOException e) {
            throw ComplaintException.usage(
                    "there is no terminal to draw on", "Run it in a terminal that has stty. For scripts: taskq types.");
        }
    }

    private synchronized void take() throws IOException {
        if (!restored) {
            // Signals stay on, so that Ctrl-C ends the program. Ctrl-Z does nothing, because it would leave the second
            // screen to the shell, without a cursor. A read returns after a tenth of a second.
            Terminals.stty("-icanon", "-echo", "min", "0", "time", "1", "susp", "undef");
            out.print(OPEN);
            out.flush();
        }
    }

    Terminals.Size size() {
        return Terminals.size();
    }

    /** Waits a tenth of a second for keys. */
    List<Key> keys() throws IOException {
        byte[] bytes = new byte[MOST_BYTES];
        int count = keys.read(bytes);
        return Key.of(Arrays.copyOf(bytes, Math.max(count, 0)));
    }

    /** Shows lines, each of which fits the width. Nothing is shown once the terminal is as before. */
    synchronized void show(List<String> lines) {
        if (restored) {
            return;
        }
        // Lines are erased before they are written: behind a full line, the last character would be.
        StringBuilder frame = new StringBuilder("\u001b[H\u001b[2K");
        frame.append(String.join("\r\n\u001b[2K", lines));
        frame.append("\u001b[J");
        out.print(frame);
        out.flush();
    }

    private synchronized void restore() {
        if (restored) {
            return;
        }
        restored = true;
        out.print(CLOSED);
        out.flush();
        try {
            Terminals.stty(before);
        } catch (IOException e) {
            // The terminal is gone.
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The program is being ended, and the hook runs.
        }
        try {
            keys.close();
        } catch (IOException e) {
            // Nothing is read any more.
        }
    }
}
