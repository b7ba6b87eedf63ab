package dev.taskq.server.page;

import dev.taskq.server.call.ServerCalls;

/** Pages for people, served under {@value #ROOT}. Must be thread-safe. */
public interface Pages {
    /** The path of the first page; all others are behind it. */
    String ROOT = "/console";

    /**
     * Answers a request.
     *
     * @param request the request
     * @param calls the calls of the server, which check what a caller may do
     * @return the answer, also if the request failed
     */
    PageAnswer answer(PageRequest request, ServerCalls calls);

    /**
     * Whether a form has params, so that it may be as large as a submission. Must be false for a form without a caller that is
     * known: its bytes are not worth their memory.
     *
     * @param request the request, whose form is not read yet
     * @param calls the calls of the server
     * @return true if the form may be large
     */
    boolean takesParams(PageRequest request, ServerCalls calls);
}
