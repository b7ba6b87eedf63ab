package dev.taskq.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One bad call, and what it must be answered; the pointer is empty where no field is named. */
record BadCall(
        String name,
        String method,
        String path,
        Optional<byte[]> body,
        List<String> headers,
        int status,
        Optional<String> pointer) {
    static final String TASKS = "/v1/tasks";
    static final String BATCH = "/v1/tasks:batch";
    static final String GOOD = "{\"type\":\"good\"}";
    static final String JSON = "application/json";

    @Override
    public String toString() {
        return name;
    }

    BadCall with(String header, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        more.add(value);
        return new BadCall(name, method, path, body, more, status, pointer);
    }

    static BadCall bare(String name, String method, String path, String body, int status) {
        Optional<byte[]> bytes = body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8));
        return new BadCall(name, method, path, bytes, List.of(), status, Optional.empty());
    }

    static BadCall admin(String name, String method, String path, int status) {
        return bare(name, method, path, "", status).with("Authorization", "Bearer " + Served.ADMIN);
    }

    static BadCall raw(String name, byte[] body, int status) {
        return new BadCall(name, "POST", TASKS, Optional.of(body), asAdmin(), status, Optional.empty());
    }

    static BadCall malformed(String name, String body) {
        return malformedAt(name, TASKS, body);
    }

    static BadCall malformedAt(String name, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new BadCall(name, "POST", path, Optional.of(bytes), asAdmin(), 400, Optional.empty());
    }

    static BadCall rejected(String name, String body, String pointer) {
        return action(name, TASKS, body, 422, pointer);
    }

    static BadCall batch(String name, String body, int status, String pointer) {
        return action(name, BATCH, body, status, pointer);
    }

    static BadCall action(String name, String path, String body, int status, String pointer) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new BadCall(name, "POST", path, Optional.of(bytes), asAdmin(), status, Optional.of(pointer));
    }

    static BadCall keyed(String name, String key) {
        return raw(name, GOOD.getBytes(StandardCharsets.UTF_8), 422).with("Idempotency-Key", key);
    }

    static List<String> asAdmin() {
        return List.of("Authorization", "Bearer " + Served.ADMIN, "Content-Type", JSON);
    }

    static String params(String name, String value) {
        return "{\"type\":\"good\",\"params\":{\"" + name + "\":" + value + "}}";
    }

    static String field(String name, String value) {
        return "{\"type\":\"good\",\"" + name + "\":" + value + "}";
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
