package dev.taskq.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;

/**
 * Encodes log lines as JSON of at most {@value #MOST_BYTES} bytes, whichever code logs them: a handler, a library or
 * taskq. A message that is too long is cut, and says so. A stack trace that is too long is shortened. A line that is
 * still too long keeps only its message.
 */
public final class BoundedLogEncoder extends LogstashEncoder {
    /** The longest line, in bytes. */
    static final int MOST_BYTES = 32 * 1024;

    private static final int LONGEST_MESSAGE = 4_000;
    private static final int LONGEST_FACT = 256;
    private static final int MOST_FACTS = 20;
    private static final int LONGEST_STACK = 8 * 1024;
    private static final int FRAMES = 40;

    /** Creates an encoder that is not started yet. */
    public BoundedLogEncoder() {
        ShortenedThrowableConverter stack = new ShortenedThrowableConverter();
        stack.setMaxDepthPerThrowable(FRAMES);
        stack.setMaxLength(LONGEST_STACK);
        setThrowableConverter(stack);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        if (event.getFormattedMessage() == null || event.getFormattedMessage().length() <= LONGEST_MESSAGE) {
            byte[] line = super.encode(event);
            if (line.length <= MOST_BYTES) {
                return line;
            }
        }
        return super.encode(shortened(event));
    }

    private static ILoggingEvent shortened(ILoggingEvent event) {
        LoggingEvent cut = new LoggingEvent();
        cut.setInstant(event.getInstant());
        cut.setLevel(event.getLevel());
        cut.setLoggerName(cut(event.getLoggerName(), LONGEST_FACT));
        cut.setThreadName(cut(event.getThreadName(), LONGEST_FACT));
        cut.setLoggerContextRemoteView(event.getLoggerContextVO());
        String message = String.valueOf(event.getFormattedMessage());
        int kept = Math.min(message.length(), LONGEST_MESSAGE);
        cut.setMessage(cut(message, kept) + " [shortened, of " + message.length() + " characters]");
        Map<String, String> facts = new LinkedHashMap<>();
        event.getMDCPropertyMap().entrySet().stream()
                .filter(fact -> fact.getKey().length() <= LONGEST_FACT && fact.getValue() != null)
                .limit(MOST_FACTS)
                .forEach(fact -> facts.put(fact.getKey(), cut(fact.getValue(), LONGEST_FACT)));
        cut.setMDCPropertyMap(facts);
        return cut;
    }

    /** Never cuts a surrogate pair: half of it would become another character in the line. */
    private static String cut(String text, int longest) {
        if (text == null || text.length() <= longest) {
            return String.valueOf(text);
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }
}
