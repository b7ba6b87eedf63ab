package dev.taskq.console;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without scripts: it keeps cookies, and sends forms as pages have them. It follows nothing by itself. */
final class Visitor {
    private static final Pattern KEY = Pattern.compile("name=\"key\" value=\"([^\"]+)\"");
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TestTimeouts.LONG)
            .build();

    private final String address;
    final Map<String, String> cookies = new HashMap<>();

    Visitor(String address) {
        this.address = address;
    }

    record Reply(int status, HttpHeaders headers, String body) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The key of its forms. */
        String key() {
            Matcher key = KEY.matcher(body);
            return key.find() ? key.group(1) : "";
        }
    }

    Reply get(String path, String... headers) {
        return send(HttpRequest.newBuilder().GET(), path, headers);
    }

    Reply ask(String method, String path) {
        return send(HttpRequest.newBuilder().method(method, BodyPublishers.noBody()), path);
    }

    /** Sends a form with the fields as they are. */
    Reply post(String path, Map<String, String> fields, String... headers) {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)),
                path,
                headers);
    }

    /** Sends a form with the key of a page. */
    Reply act(String page, String path) {
        return post(path, Map.of("key", get(page).key()));
    }

    Reply signIn(String token, String... headers) {
        return signInFor("", token, headers);
    }

    /** Signs in on the way to a page. */
    Reply signInFor(String page, String token, String... headers) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", get("/console/sign-in").key());
        fields.put("to", page);
        fields.put("token", token);
        return post("/console/sign-in", fields, headers);
    }

    private Reply send(HttpRequest.Builder request, String path, String... headers) {
        request.uri(URI.create(address + path)).timeout(TestTimeouts.LONG);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            for (String cookie : response.headers().allValues("Set-Cookie")) {
                String[] parts = cookie.split(";", 2)[0].split("=", 2);
                if (cookie.contains("Max-Age=0")) {
                    cookies.remove(parts[0]);
                } else {
                    cookies.put(parts[0], parts[1]);
                }
            }
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new AssertionError(path + " was not answered", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
