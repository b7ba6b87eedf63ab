package dev.taskq;

import dev.taskq.json.Json.Unknown;

/**
 * How params and results become JSON, and JSON becomes params and results again. A {@link TaskType} has one:
 * {@link #strict()} by default, and any other through {@link TaskType#withMapping}.
 *
 * <p>An application that needs modules of its own (Kotlin, types of a library) gives its own mapper, of any library:
 *
 * <pre>{@code
 * JsonMapping mapping = JsonMapping.of(mapper::writeValueAsString, mapper::readValue);
 * TaskType<Order> ship = TaskType.of("ship", Order.class).withMapping(mapping);
 * }</pre>
 *
 * <p>taskq then adds no rule of its own but one: params must be a JSON object that a store can keep. The programs that submit a
 * type and the agents that serve it must use mappings that agree. Implementations must be thread-safe.
 */
public interface JsonMapping {
    /**
     * Writes a value.
     *
     * @param value params or a result
     * @return JSON, as text
     * @throws Exception if the value cannot be written: a submit is rejected, an attempt has failed
     */
    String write(Object value) throws Exception;

    /**
     * Reads a value.
     *
     * @param json JSON, as text
     * @param type the class to read
     * @param <T> the class to read
     * @return the value, not null
     * @throws Exception if the text does not fit the class
     */
    <T> T read(String json, Class<T> type) throws Exception;

    /**
     * The mapping of taskq: {@code snake_case} names and ISO 8601 times, read strictly, so that no mistake is ignored silently.
     * It refuses an unknown field, a value of another kind than the field's ({@code 30.9} for an {@code int}, {@code 2} for a
     * {@code boolean}, {@code 7} for a {@code String}) and a missing or null primitive of a record. A missing object is
     * {@code null}.
     *
     * @return the mapping
     */
    static JsonMapping strict() {
        return new StandardMapping(Unknown.REFUSED);
    }

    /**
     * The mapping of taskq, which ignores fields that the class does not have. Programs that submit can then send a new field before
     * all handlers know it. A typing mistake in the name of an optional field is no longer noticed.
     *
     * @return the mapping
     */
    static JsonMapping ignoringUnknown() {
        return new StandardMapping(Unknown.IGNORED);
    }

    /**
     * A mapping from two functions, as the mapper of a JSON library has them.
     *
     * @param writer writes a value, such as {@code mapper::writeValueAsString}
     * @param reader reads a value, such as {@code mapper::readValue}
     * @return the mapping
     */
    static JsonMapping of(Writer writer, Reader reader) {
        return new JsonMapping() {
            @Override
            public String write(Object value) throws Exception {
                return writer.write(value);
            }

            @Override
            public <T> T read(String json, Class<T> type) throws Exception {
                return reader.read(json, type);
            }
        };
    }

    /** A function that writes a value. */
    @FunctionalInterface
    interface Writer {
        /**
         * Writes, as {@link JsonMapping#write} does.
         *
         * @param value params or a result
         * @return JSON, as text
         * @throws Exception if the value cannot be written
         */
        String write(Object value) throws Exception;
    }

    /** A function that reads a value. */
    @FunctionalInterface
    interface Reader {
        /**
         * Reads, as {@link JsonMapping#read} does.
         *
         * @param json JSON, as text
         * @param type the class to read
         * @param <T> the class to read
         * @return the value, not null
         * @throws Exception if the text does not fit the class
         */
        <T> T read(String json, Class<T> type) throws Exception;
    }
}
