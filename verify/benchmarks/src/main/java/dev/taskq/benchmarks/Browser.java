package dev.taskq.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser that has signed in to the console. Several pages of it may be open. Thread-safe. */
final class Browser implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("name=\"key\" value=\"([^\"]+)\"");
    private static final int OK = 200;
    private static final int SIGNED_IN = 303;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI address;
    private final String cookies;

    Browser(URI address, String token) throws IOException, InterruptedException {
        this.address = address;
        HttpResponse<String> form = client.send(request("/console/sign-in").build(), BodyHandlers.ofString());
        Matcher key = KEY.matcher(form.body());
        if (!key.find()) {
            throw new IOException("the form for signing in has no key");
        }
        String before = cookiesOf(form);
        HttpResponse<String> answer = client.send(
                request("/console/sign-in")
                        .header("Cookie", before)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("to=&key=" + encoded(key.group(1)) + "&token=" + encoded(token)))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != SIGNED_IN) {
            throw new IOException("signing in was answered with " + answer.statusCode());
        }
        cookies = cookiesOf(answer);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofMinutes(2));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String cookiesOf(HttpResponse<?> answer) {
        List<String> set = answer.headers().allValues("Set-Cookie");
        return set.stream()
                .filter(cookie -> !cookie.contains("Max-Age=0"))
                .map(cookie -> cookie.split(";", 2)[0])
                .collect(Collectors.joining("; "));
    }

    /** Opens a page, and returns it. */
    String open(String path) throws IOException, InterruptedException {
        return get(path).body();
    }

    /**
     * Refreshes a part of a page, as its script does.
     *
     * @return for how long the page is asked to rest
     */
    Duration refresh(String path, String part) throws IOException, InterruptedException {
        return Duration.ofMillis(get(path, "HX-Request", "true", "HX-Target", part)
                .headers()
                .firstValueAsLong("Taskq-Rest-Millis")
                .orElse(0));
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).header("Cookie", cookies);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> page = client.send(request.build(), BodyHandlers.ofString());
        if (page.statusCode() != OK) {
            throw new IOException(path + " was answered with " + page.statusCode());
        }
        return page;
    }

    @Override
    public void close() {
        client.close();
    }
}
