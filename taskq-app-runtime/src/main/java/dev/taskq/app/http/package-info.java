/**
 * The HTTP front of both applications. {@link dev.taskq.app.http.HttpListener} is the entry point: Helidon's server
 * behind a layer that bounds connections in number and time and accepts every valid HTTP/1 request.
 */
@NullMarked
package dev.taskq.app.http;

import org.jspecify.annotations.NullMarked;
