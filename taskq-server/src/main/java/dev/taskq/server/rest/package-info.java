/** The REST API, as {@code openapi.yaml} describes it. {@link dev.taskq.server.rest.Api} is the entry point. */
@NullMarked
package dev.taskq.server.rest;

import org.jspecify.annotations.NullMarked;
