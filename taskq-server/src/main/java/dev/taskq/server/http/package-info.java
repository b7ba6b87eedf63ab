/**
 * The HTTP front. {@link dev.taskq.server.http.HttpListener} is the entry point: Helidon's server
 * behind a layer that bounds connections in number and time and accepts every valid HTTP/1 request.
 */
@NullMarked
package dev.taskq.server.http;

import org.jspecify.annotations.NullMarked;
