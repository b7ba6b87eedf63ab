package dev.taskq.server.http;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import io.helidon.http.encoding.ContentEncodingContext;
import java.util.Set;

/** The encoding of a body that is not encoded. The server refuses any other. Immutable. */
final class Identity implements ContentEncoding {
    /** Contains no other encoding, in either direction. */
    static final ContentEncodingContext CONTEXT = ContentEncodingContext.builder()
            .contentEncodingsDiscoverServices(false)
            .addContentEncoding(new Identity())
            .build();

    private static final String NAME = "identity";

    private Identity() {}

    /** The server compares these literally, although HTTP ignores case. */
    @Override
    public Set<String> ids() {
        return Set.of(NAME, "Identity", "IDENTITY");
    }

    @Override
    public boolean supportsEncoding() {
        return false;
    }

    @Override
    public boolean supportsDecoding() {
        return true;
    }

    @Override
    public ContentDecoder decoder() {
        return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder() {
        return ContentEncoder.NO_OP;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String type() {
        return NAME;
    }
}
