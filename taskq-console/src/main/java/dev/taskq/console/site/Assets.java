package dev.taskq.console.site;

import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.page.Pages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** The files of the pages. Each has the hash of its content in its path, so a browser keeps it for ever. Thread-safe. */
public final class Assets {
    private static final String ROOT = "/assets/";
    private static final int HASH_DIGITS = 16;
    private static final Header FOR_EVER = new Header("Cache-Control", "public, max-age=31536000, immutable");

    private final Asset style = Asset.read(
            "console.css", "text/css; charset=utf-8", "charts.css", "uPlot.min.css", "forms.css", "keys.css");
    private final Asset script = Asset.read("console.js", "text/javascript; charset=utf-8");
    private final Asset htmx = Asset.read("htmx.min.js", "text/javascript; charset=utf-8");
    private final Asset charts = Asset.read("charts.js", "text/javascript; charset=utf-8");
    private final Asset uplot = Asset.read("uPlot.iife.min.js", "text/javascript; charset=utf-8");
    private final Asset keys = Asset.read("keys.js", "text/javascript; charset=utf-8");
    private final Asset views = Asset.read("views.js", "text/javascript; charset=utf-8");
    private final Asset times = Asset.read("times.js", "text/javascript; charset=utf-8");
    private final Asset icon = Asset.read("icon.svg", "image/svg+xml");
    private final Map<String, Asset> byPath = new LinkedHashMap<>();

    Assets() {
        for (Asset asset : List.of(style, script, htmx, charts, uplot, keys, views, times, icon)) {
            byPath.put(asset.path, asset);
        }
    }

    /** A file and its path behind the root of the pages. */
    private static final class Asset {
        private final String path;
        private final String mediaType;
        private final byte[] bytes;
        private final byte[] gzip;

        private Asset(String path, String mediaType, byte[] bytes) {
            this.path = path;
            this.mediaType = mediaType;
            this.bytes = bytes;
            this.gzip = compressed(bytes);
        }

        /** A file, with others behind it. */
        static Asset read(String name, String mediaType, String... more) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(content(name));
            for (String next : more) {
                all.writeBytes(content(next));
            }
            byte[] bytes = all.toByteArray();
            return new Asset(ROOT + hash(bytes) + "/" + name, mediaType, bytes);
        }

        private static byte[] content(String name) {
            try (InputStream in = Assets.class.getResourceAsStream("/dev/taskq/console/" + name)) {
                return Objects.requireNonNull(in, name).readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String hash(byte[] bytes) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
                return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_DIGITS / 2));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        private static byte[] compressed(byte[] bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail", e);
            }
            return out.toByteArray();
        }
    }

    /** The answer to a request for a file; empty if there is no such file. */
    Optional<PageAnswer> answer(String path) {
        return Optional.ofNullable(byPath.get(path))
                .map(asset -> new PageAnswer(
                        200, asset.mediaType, asset.bytes, Optional.of(asset.gzip), List.of(FOR_EVER, Html.NO_SNIFF)));
    }

    /** The path of the style sheet. */
    public String style() {
        return Pages.ROOT + style.path;
    }

    /** The path of the console's script. */
    public String script() {
        return Pages.ROOT + script.path;
    }

    /** The path of htmx. */
    public String htmx() {
        return Pages.ROOT + htmx.path;
    }

    /** The path of the script of the charts. */
    public String charts() {
        return Pages.ROOT + charts.path;
    }

    /** The path of uPlot. */
    public String uplot() {
        return Pages.ROOT + uplot.path;
    }

    /** The path of the script of keys and the palette. */
    public String keys() {
        return Pages.ROOT + keys.path;
    }

    /** The path of the script of saved views. */
    public String views() {
        return Pages.ROOT + views.path;
    }

    /** The path of the script of relative times. */
    public String times() {
        return Pages.ROOT + times.path;
    }

    /** The path of the icon. */
    public String icon() {
        return Pages.ROOT + icon.path;
    }
}
