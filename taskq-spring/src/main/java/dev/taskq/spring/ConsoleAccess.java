package dev.taskq.spring;

import dev.taskq.server.Caller;
import java.security.Principal;
import java.util.Optional;

/**
 * Says what a person whom the application has signed in may do in the console of taskq. An application that serves the console on
 * its own port has a bean of it. Must be thread-safe, since it is asked at each request.
 */
@FunctionalInterface
public interface ConsoleAccess {
    /**
     * The person as the console knows it.
     *
     * @param principal whom the application has signed in, as {@code HttpServletRequest.getUserPrincipal} gives it: with Spring
     *     Security an {@code Authentication}
     * @return the name, which is in the audit and on what the person submits, and the scopes; empty for a person without access,
     *     such as a customer: the scopes read and admin show the params of all tasks
     */
    Optional<Caller> callerOf(Principal principal);
}
