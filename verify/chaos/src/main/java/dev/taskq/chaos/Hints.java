package dev.taskq.chaos;

import dev.taskq.rig.backend.RedisServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the hints in Redis, without a proxy. Thread-safe. */
final class Hints {
    private final RedisServer redis;

    Hints(RedisServer redis) {
        this.redis = redis;
    }

    long length(String type) throws IOException {
        return (Long) redis.call("XLEN", stream(type));
    }

    /** All hints of a type that are not acknowledged: for each task the stamp of its latest hint, in microseconds. */
    Map<Long, Long> waiting(String type) throws IOException {
        Map<Long, Long> stamps = new HashMap<>();
        for (Object entry : (List<?>) redis.call("XRANGE", stream(type), "-", "+")) {
            List<?> fields = (List<?>) ((List<?>) entry).get(1);
            Map<Object, String> byName = new HashMap<>();
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                byName.put(fields.get(i), String.valueOf(fields.get(i + 1)));
            }
            stamps.put(Long.valueOf(byName.getOrDefault("i", "0")), Long.valueOf(byName.getOrDefault("h", "0")));
        }
        return stamps;
    }

    private static String stream(String type) {
        return "{taskq:0}:s:" + type;
    }
}
