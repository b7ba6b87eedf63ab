package dev.taskq.server.page;

import dev.taskq.server.call.ServerCalls;

/** Pages for people, served under {@value #ROOT}. Must be thread-safe. */
public interface Pages {
    /** The path of the first page; all others are behind it. */
    String ROOT = "/console";

    /** The most bytes of a text that a sign-in is to bring back, as a browser sends it. */
    int MOST_CARRIED = 64 * 1024;

    /**
     * Answers a request.
     *
     * @param request the request
     * @param calls the calls of the server, which check what a caller may do
     * @return the answer, also if the request failed
     */
    PageAnswer answer(PageRequest request, ServerCalls calls);

    /** How large a form may be. */
    enum FormSize {
        /** That of a few short fields. */
        SMALL,
        /**
         * That of a text which a person typed before the session ended, and which a sign-in is to bring back: {@link #MOST_CARRIED}. Its
         * caller is not known.
         */
        CARRIED,
        /** That of params, as large as a submission. Only for a caller that is known: other bytes are not worth their memory. */
        PARAMS
    }

    /**
     * How large the form of a request may be.
     *
     * @param request the request, whose form is not read yet
     * @param calls the calls of the server
     * @return the size
     */
    FormSize formSize(PageRequest request, ServerCalls calls);
}
