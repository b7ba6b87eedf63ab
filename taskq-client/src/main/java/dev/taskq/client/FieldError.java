package dev.taskq.client;

import java.io.Serializable;

/**
 * What is wrong with one field of a request. Immutable.
 *
 * @param pointer the field, as a JSON pointer into the body (RFC 6901)
 * @param detail what is allowed
 */
public record FieldError(String pointer, String detail) implements Serializable {}
