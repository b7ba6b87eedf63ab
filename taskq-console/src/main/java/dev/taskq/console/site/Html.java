package dev.taskq.console.site;

import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers that are pages, or lead to one. A browser runs nothing in them but the files of the console, and keeps none. */
final class Html {
    static final Header NO_SNIFF = new Header("X-Content-Type-Options", "nosniff");

    private static final String MEDIA_TYPE = "text/html; charset=utf-8";
    private static final List<Header> HEADERS = List.of(
            new Header(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
            NO_SNIFF,
            new Header("Referrer-Policy", "same-origin"),
            new Header("X-Frame-Options", "DENY"),
            new Header("Cross-Origin-Opener-Policy", "same-origin"),
            new Header("Cross-Origin-Resource-Policy", "same-origin"),
            new Header("Cache-Control", "no-store"));

    private static final HtmlInterceptor TAGS = new TagsAsTheyAre();

    private Html() {}

    /** A template with its values. */
    @FunctionalInterface
    interface Template {
        void write(HtmlTemplateOutput out, HtmlInterceptor tags);
    }

    /** Adds nothing to the tags of templates. */
    private static final class TagsAsTheyAre implements HtmlInterceptor {
        @Override
        public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput output) {}

        @Override
        public void onHtmlTagClosed(String name, TemplateOutput output) {}
    }

    /** A page that a template writes. */
    static PageAnswer page(int status, Template template, Header... more) {
        StringOutput text = new StringOutput();
        template.write(new OwaspHtmlTemplateOutput(text), TAGS);
        return answer(status, MEDIA_TYPE, text.toString().getBytes(StandardCharsets.UTF_8), more);
    }

    /** Leads a browser to another page, which it reads. */
    static PageAnswer redirect(String path, Header... more) {
        Header[] all = new Header[more.length + 1];
        all[0] = new Header("Location", path);
        System.arraycopy(more, 0, all, 1, more.length);
        return answer(303, "", new byte[0], all);
    }

    /** Leads a page that refreshes itself to another page. */
    static PageAnswer leave(String path) {
        return answer(200, MEDIA_TYPE, new byte[0], new Header("HX-Redirect", path));
    }

    /** The answer with one more header. */
    static PageAnswer with(PageAnswer answer, Header header) {
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(header);
        return new PageAnswer(answer.status(), answer.contentType(), answer.body(), answer.gzip(), headers);
    }

    private static PageAnswer answer(int status, String mediaType, byte[] body, Header... more) {
        List<Header> headers = new ArrayList<>(HEADERS);
        headers.addAll(List.of(more));
        return new PageAnswer(status, mediaType, body, Optional.empty(), headers);
    }
}
