package dev.taskq;

import dev.taskq.json.Json;

/** The mapping of taskq. Immutable. */
record StandardMapping(Json.Unknown unknown) implements JsonMapping {
    @Override
    public String write(Object value) {
        return Json.write(value, "");
    }

    /** Writes a value, and stops where it becomes too long: a result can be larger than the memory of its agent. */
    String write(Object value, int longest) {
        return Json.write(value, "", longest);
    }

    @Override
    public <T> T read(String json, Class<T> type) {
        return Json.read(json, type, unknown, "");
    }
}
