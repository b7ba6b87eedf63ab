package dev.taskq.server.rest;

import static dev.taskq.server.rest.BadCall.GOOD;
import static dev.taskq.server.rest.BadCall.JSON;
import static dev.taskq.server.rest.BadCall.TASKS;
import static dev.taskq.server.rest.BadCall.bare;
import static dev.taskq.server.rest.BadCall.field;
import static dev.taskq.server.rest.BadCall.latin1;
import static dev.taskq.server.rest.BadCall.malformed;
import static dev.taskq.server.rest.BadCall.params;
import static dev.taskq.server.rest.BadCall.raw;
import static dev.taskq.server.rest.BadCall.rejected;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies of one task that are refused. */
final class BadBodies {
    private BadBodies() {}

    static List<BadCall> malformedOnes() {
        return List.of(
                malformed("an empty body", ""),
                malformed("no JSON", "type=good"),
                malformed("a truncated body", "{\"type\":\"good\",\"params\":{\"a\":1"),
                malformed("a truncated text", "{\"type\":\"go"),
                malformed("something behind the end", GOOD + GOOD),
                malformed("a comma too many", "{\"type\":\"good\",}"),
                malformed("a NUL byte", "{\"type\":\"good\",\0\"params\":{}}"),
                malformed("NaN", "{\"type\":\"good\",\"params\":{\"n\":NaN}}"),
                malformed("a control character in a text", "{\"type\":\"good\",\"params\":{\"n\":\"a\nb\"}}"),
                malformed("a byte order mark", "\uFEFF" + GOOD),
                raw("bytes that are no UTF-8", latin1("{\"type\":\"good\",\"params\":{\"n\":\"\u00fc\"}}"), 400),
                raw("UTF-16", GOOD.getBytes(StandardCharsets.UTF_16LE), 400),
                raw(
                        "UTF-8 of a lone surrogate",
                        latin1("{\"type\":\"good\",\"params\":{\"n\":\"\u00ed\u00a0\u0080\"}}"),
                        400),
                rejected("an array", "[]", ""),
                rejected("a text", "\"good\"", ""),
                rejected("null", "null", ""),
                rejected("nested absurdly deep", "[".repeat(100_000) + "]".repeat(100_000), ""),
                rejected(
                        "params nested absurdly deep", params("a", "[".repeat(10_000) + "]".repeat(10_000)), "/params"),
                rejected("params nested too deep", params("a", "[".repeat(64) + "]".repeat(64)), "/params"),
                raw("too large", (GOOD + " ".repeat(500_000)).getBytes(StandardCharsets.UTF_8), 413),
                raw("far too large", (GOOD + " ".repeat(9_000_000)).getBytes(StandardCharsets.UTF_8), 413),
                rejected("params that are too large", params("a", "\"" + "x".repeat(270_000) + "\""), "/params"),
                rejected("an unknown field", "{\"type\":\"good\",\"priority\":1}", "/priority"),
                rejected("an unknown field with an odd name", "{\"type\":\"good\",\"a/b~c\":1}", "/a~1b~0c"),
                rejected(
                        "an unknown field with a name that cannot be shown", "{\"type\":\"good\",\"\\u0007\":1}", "/?"),
                rejected("a field given twice", "{\"type\":\"good\",\"type\":\"other\"}", "/type"),
                rejected("a field of params given twice", params("a", "1,\"a\":2"), "/params/a"),
                bare("no media type", "POST", TASKS, GOOD, 415).with("Authorization", "Bearer " + Served.ADMIN),
                bare("another media type", "POST", TASKS, GOOD, 415)
                        .with("Authorization", "Bearer " + Served.ADMIN)
                        .with("Content-Type", "text/plain"),
                bare("another character set", "POST", TASKS, GOOD, 415)
                        .with("Authorization", "Bearer " + Served.ADMIN)
                        .with("Content-Type", "application/json; charset=iso-8859-1"),
                bare("a compressed body", "POST", TASKS, GOOD, 415)
                        .with("Authorization", "Bearer " + Served.ADMIN)
                        .with("Content-Type", JSON)
                        .with("Content-Encoding", "gzip"));
    }

    static List<BadCall> badFields() {
        return List.of(
                rejected("no type", "{}", "/type"),
                rejected("a type that is no text", "{\"type\":7}", "/type"),
                rejected("a type that is null", "{\"type\":null}", "/type"),
                rejected("an ill-formed type", "{\"type\":\"Bad Type\"}", "/type"),
                rejected("an empty type", "{\"type\":\"\"}", "/type"),
                rejected("a type that is too long", "{\"type\":\"" + "a".repeat(65) + "\"}", "/type"),
                rejected("a NUL in the type", "{\"type\":\"a\\u0000\"}", "/type"),
                rejected("a lone surrogate in the type", "{\"type\":\"a\\udc00\"}", "/type"),
                rejected("params that are an array", "{\"type\":\"good\",\"params\":[1]}", "/params"),
                rejected("params that are null", "{\"type\":\"good\",\"params\":null}", "/params"),
                rejected("a NUL in params", params("a", "\"x\\u0000\""), "/params/a"),
                rejected("a NUL in a name in params", params("a\\u0000", "1"), "/params"),
                rejected("a lone surrogate in params", params("a", "[\"\\ud800\"]"), "/params/a"),
                rejected("a lone high surrogate as a name in params", params("\\ud800", "1"), "/params"),
                rejected("a lone low surrogate as a name in params", params("\\udc00", "1"), "/params"),
                rejected("a lone surrogate within a name in params", params("a", "{\"b\\ud800c\":1}"), "/params/a"),
                rejected("a lone surrogate as the name of a field", "{\"type\":\"good\",\"\\udc00\":1}", ""),
                rejected("a lone surrogate below an unknown field", "{\"x\":[0,{\"\\udc00\":1}]}", "/x/1"),
                rejected("a number out of range", params("n", "1e400"), "/params/n"),
                rejected("a number that vanishes", params("n", "1e-400"), "/params/n"),
                rejected("a number that grows in the database", params("n", "1e131071"), "/params/n"),
                rejected("a number of too many digits", params("n", "1".repeat(101)), "/params/n"),
                rejected("a number of absurdly many digits", params("n", "1".repeat(200_000)), "/params/n"),
                rejected(
                        "numbers that are many when written out in full",
                        Resources.text("amplify-task.json"),
                        "/params"),
                rejected("a zero with a huge exponent", Resources.text("zero-huge-exponent.json"), "/params/a"),
                rejected("a nonsense time", field("run_at", "\"tomorrow\""), "/run_at"),
                rejected("a time without an offset", field("run_at", "\"2026-11-24T12:00:00\""), "/run_at"),
                rejected("a day without a time", field("run_at", "\"2026-11-24\""), "/run_at"),
                rejected("a day that is not", field("run_at", "\"2026-02-30T12:00:00Z\""), "/run_at"),
                rejected("an offset of a day", field("run_at", "\"2026-11-24T12:00:00+24:00\""), "/run_at"),
                rejected("an offset of 60 minutes", field("run_at", "\"2026-11-24T12:00:00+01:60\""), "/run_at"),
                rejected("an offset of hours", field("run_at", "\"2026-11-24T12:00:00+01\""), "/run_at"),
                rejected("a leap second", field("run_at", "\"2026-12-31T23:59:60Z\""), "/run_at"),
                rejected("the year 300000", field("run_at", "\"300000-01-01T00:00:00Z\""), "/run_at"),
                rejected("the year +300000", field("run_at", "\"+300000-01-01T00:00:00Z\""), "/run_at"),
                rejected("the year 9999", field("run_at", "\"9999-01-01T00:00:00Z\""), "/run_at"),
                rejected("the year 0000", field("run_at", "\"0000-01-01T00:00:00Z\""), "/run_at"),
                rejected("seconds since 1970", field("run_at", "1764000000"), "/run_at"),
                rejected("a time and a delay", field("run_at", "\"2026-11-24T12:00:00Z\",\"delay\":\"5s\""), "/delay"),
                rejected("a nonsense delay", field("delay", "\"soon\""), "/delay"),
                rejected("a negative delay", field("delay", "\"-5s\""), "/delay"),
                rejected("a negative ISO delay", field("delay", "\"-PT5S\""), "/delay"),
                rejected("a delay of months", field("delay", "\"P1M\""), "/delay"),
                rejected("a delay of years", field("delay", "\"P1Y\""), "/delay"),
                rejected("an empty ISO delay", field("delay", "\"P\""), "/delay"),
                rejected("a delay without an end", field("delay", "\"PT\""), "/delay"),
                rejected("a delay beyond ten years", field("delay", "\"4000d\""), "/delay"),
                rejected("a delay beyond all numbers", field("delay", "\"999999999999999999d\""), "/delay"),
                rejected("a delay that is a number", field("delay", "5"), "/delay"),
                rejected("no attempt", field("max_attempts", "0"), "/max_attempts"),
                rejected("too many attempts", field("max_attempts", "1001"), "/max_attempts"),
                rejected("half an attempt", field("max_attempts", "1.5"), "/max_attempts"),
                rejected("attempts beyond all numbers", field("max_attempts", "9".repeat(50)), "/max_attempts"),
                rejected("attempts as a text", field("max_attempts", "\"5\""), "/max_attempts"),
                rejected("no time", field("timeout", "\"0s\""), "/timeout"),
                rejected("too much time", field("timeout", "\"8d\""), "/timeout"),
                rejected("a key in the body", field("idempotency_key", "\"a\""), "/idempotency_key"));
    }
}
