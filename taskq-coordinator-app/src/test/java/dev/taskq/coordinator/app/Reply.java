package dev.taskq.coordinator.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** What a call was really answered. */
record Reply(int status, HttpHeaders headers, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The last part of a problem's type. */
    String problem() {
        String type = json().path("type").asText();
        return type.substring(type.lastIndexOf('/') + 1);
    }

    List<String> pointers() {
        List<String> pointers = new ArrayList<>();
        json().path("errors")
                .forEach(error -> pointers.add(error.path("pointer").asText()));
        return pointers;
    }

    long id() {
        return json().path("id").asLong();
    }
}
