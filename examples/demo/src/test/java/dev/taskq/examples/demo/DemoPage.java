package dev.taskq.examples.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of a demo, as a browser without scripts has it. */
final class DemoPage {
    private static final Pattern KEY = Pattern.compile("name=\"key\" value=\"([^\"]+)\"");
    private static final String PAGE = "/console/demo";

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();
    private final URI server;

    private DemoPage(URI server) {
        this.server = server;
    }

    /** Signs in. */
    static DemoPage open(String console, String token) throws IOException, InterruptedException {
        DemoPage page = new DemoPage(URI.create(console));
        page.send("/console/sign-in", "&to=&token=" + token);
        return page;
    }

    /** Sends a form that a page has, and what is in its fields. */
    private void send(String path, String fields) throws IOException, InterruptedException {
        Matcher key = KEY.matcher(body(path.equals("/console/sign-in") ? path : PAGE));
        if (!key.find()) {
            throw new AssertionError("there is no form");
        }
        String form = "key=" + URLEncoder.encode(key.group(1), StandardCharsets.UTF_8) + fields;
        int status = browser.send(
                        HttpRequest.newBuilder(server.resolve(path))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        if (status != 303) {
            throw new AssertionError(path + " was answered with " + status);
        }
    }

    void click(String button) throws IOException, InterruptedException {
        send(PAGE + "/" + button, "");
    }

    String body() {
        return body(PAGE);
    }

    String body(String path) {
        try {
            return browser.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    long figure(String name) {
        Matcher figure =
                Pattern.compile("<dt>" + name + "</dt><dd[^>]*>([0-9,]+)</dd>").matcher(body());
        if (!figure.find()) {
            throw new AssertionError("there is no figure " + name);
        }
        return Long.parseLong(figure.group(1).replace(",", ""));
    }
}
