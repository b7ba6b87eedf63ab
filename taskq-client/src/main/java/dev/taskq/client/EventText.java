package dev.taskq.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code text/event-stream}: gives the data of each event, and ignores all else. For one stream. */
final class EventText {
    private static final String DATA = "data:";

    private final int most;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();

    /**
     * Creates a reader.
     *
     * @param most the most bytes of one event
     */
    EventText(int most) {
        this.most = most;
    }

    /** Takes the next bytes, and returns the data of the events that they end. */
    List<String> take(byte[] bytes) {
        List<String> events = new ArrayList<>();
        for (byte next : bytes) {
            if (next == '\n') {
                endLine(events);
            } else {
                line.write(next);
            }
            if (line.size() + data.length() > most) {
                throw new BadAnswerException("an event is larger than " + most + " bytes", null);
            }
        }
        return events;
    }

    private void endLine(List<String> events) {
        String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
        line.reset();
        if (text.isEmpty()) {
            if (!data.isEmpty()) {
                events.add(data.toString());
                data.setLength(0);
            }
        } else if (text.startsWith(DATA)) {
            data.append(text.substring(DATA.length())).append('\n');
        }
    }
}
