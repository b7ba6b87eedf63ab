package dev.taskq.agent;

import dev.taskq.TaskRejectedException;
import dev.taskq.spi.Completion;
import dev.taskq.spi.ErrorLines;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded copy of what a handler threw: what was thrown is a stranger's code, which may throw again when it is asked for
 * its message, refer to itself, or be as long as memory allows. Making a copy never throws anything but for want of memory
 * or stack. Immutable.
 */
final class Thrown extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_STEPS = 1_000;
    private static final int FIRST_CAUSES = 3;
    private static final int LONGEST_CAUSE = 500;
    private static final int LONGEST_STORED_CAUSE = 200;
    private static final int FRAMES = 30;
    private static final int FRAMES_OF_A_CAUSE = 12;

    /** What the row has of all frames: at a flood of failures each row grows by it, twice. */
    private static final int STORED_FRAMES = 20;

    private static final String RUNNER = Runner.class.getName();

    private final Kind kind;

    private Thrown(String text, @Nullable Throwable cause, StackTraceElement[] stack, Kind kind) {
        super(text, cause, false, true);
        this.kind = kind;
        setStackTrace(stack);
    }

    /** What an attempt failed of. */
    enum Kind {
        /** The handler, for whatever reason. */
        HANDLER,
        /** The handler, since its thread was interrupted. */
        INTERRUPTION,
        /** The params did not fit the handler, which was not called. */
        PARAMS
    }

    /** The copy of what a handler threw, with the innermost cause and the outer ones, shortened. */
    static Thrown of(Throwable failure) {
        List<Throwable> chain = chain(failure);
        return copy(
                chain,
                text(failure, ErrorText.LONGEST),
                chain.stream().anyMatch(Thrown::isInterruption) ? Kind.INTERRUPTION : Kind.HANDLER);
    }

    /** The copy of what was thrown when the params were read. */
    static Thrown ofParams(Throwable failure) {
        String why = failure instanceof TaskRejectedException rejected
                ? rejected.violations().get(0).pointer() + " "
                        + rejected.violations().get(0).detail()
                : text(failure, ErrorText.LONGEST);
        return copy(chain(failure), ErrorText.kept(TaskRejectedException.PARAMS_DO_NOT_FIT + why), Kind.PARAMS);
    }

    private static Thrown copy(List<Throwable> chain, String text, Kind kind) {
        Thrown copy = null;
        for (int i = chain.size() - 1; i > 0; i--) {
            if (i < FIRST_CAUSES || i == chain.size() - 1) {
                Throwable cause = chain.get(i);
                copy = new Thrown(text(cause, LONGEST_CAUSE), copy, stack(cause, FRAMES_OF_A_CAUSE), kind);
            }
        }
        Throwable failure = chain.get(0);
        return new Thrown(text, copy, stack(failure, FRAMES), kind);
    }

    /** Its class and message, as the row and the log show it. */
    String text() {
        return String.valueOf(getMessage());
    }

    /**
     * Its text and where it was thrown, as the row shows it: whole lines, while they fit. The frames are shared by it and its causes;
     * those below the handler are the agent's own, and say nothing.
     */
    String textWithTrace() {
        List<Throwable> shown = chain(this);
        List<String> lines = new ArrayList<>();
        for (Throwable one : shown) {
            if (one != this) {
                lines.add(ErrorLines.CAUSE
                        + oneLine(ErrorText.cut(String.valueOf(one.getMessage()), LONGEST_STORED_CAUSE)));
            }
            Arrays.stream(one.getStackTrace())
                    .takeWhile(frame -> !isOfTheAgent(frame.getClassName()))
                    .limit(STORED_FRAMES / shown.size())
                    .forEach(frame ->
                            lines.add(ErrorLines.FRAME + oneLine(ErrorText.cut(frame.toString(), LONGEST_CAUSE))));
        }
        StringBuilder all = new StringBuilder(text());
        for (String line : lines) {
            if (all.length() + line.length() > Completion.LONGEST_ERROR) {
                break;
            }
            all.append(line);
        }
        return all.toString();
    }

    private static boolean isOfTheAgent(String className) {
        return className.equals(RUNNER) || className.startsWith(RUNNER + "$");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }

    Kind kind() {
        return kind;
    }

    private static boolean isInterruption(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof InterruptedIOException
                || failure instanceof ClosedByInterruptException
                || failure instanceof CancellationException;
    }

    /** It and its causes; ends where a cause is one of those before, or after many. */
    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable next = failure;
        while (next != null && chain.size() < MOST_STEPS && seen.add(next)) {
            chain.add(next);
            next = asked(next::getCause);
        }
        return chain;
    }

    private static String text(Throwable failure, int longest) {
        String told = asked(failure::toString);
        return told == null
                ? failure.getClass().getName() + ": its message cannot be read"
                : ErrorText.cut(told, longest);
    }

    private static StackTraceElement[] stack(Throwable failure, int frames) {
        StackTraceElement[] all = asked(failure::getStackTrace);
        List<StackTraceElement> kept = new ArrayList<>();
        for (int i = 0; all != null && i < all.length && kept.size() < frames; i++) {
            if (all[i] != null) {
                kept.add(all[i]);
            }
        }
        return kept.toArray(StackTraceElement[]::new);
    }

    /** What it says of itself; null where it says nothing, or throws. */
    private static <T> @Nullable T asked(Supplier<? extends @Nullable T> question) {
        try {
            return question.get();
        } catch (Throwable e) {
            return null;
        }
    }
}
