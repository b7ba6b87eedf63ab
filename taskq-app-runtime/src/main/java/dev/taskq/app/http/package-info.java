/**
 * How both applications listen for HTTP. {@link dev.taskq.app.http.HttpListener} is the entry point: Helidon's server, behind
 * a front that bounds connections and the time they may take, and that accepts all that HTTP/1 allows.
 */
@NullMarked
package dev.taskq.app.http;

import org.jspecify.annotations.NullMarked;
