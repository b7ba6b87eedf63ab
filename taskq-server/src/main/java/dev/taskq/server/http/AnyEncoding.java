package dev.taskq.server.http;

import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;

/**
 * Passes the bytes of bodies on as they are. Helidon would refuse an encoding that it does not know with 400, before the
 * path and the token are examined; here the route decides. Immutable.
 */
final class AnyEncoding implements ContentEncodingContext {
    private final ContentEncodingContext none = ContentEncodingContext.builder()
            .contentEncodingsDiscoverServices(false)
            .build();

    @Override
    public boolean contentEncodingEnabled() {
        return false;
    }

    @Override
    public boolean contentDecodingEnabled() {
        return true;
    }

    @Override
    public boolean contentEncodingSupported(String encoding) {
        return none.contentEncodingSupported(encoding);
    }

    @Override
    public boolean contentDecodingSupported(String encoding) {
        return true;
    }

    @Override
    public ContentEncoder encoder(String encoding) {
        return none.encoder(encoding);
    }

    @Override
    public ContentDecoder decoder(String encoding) {
        return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder(Headers headers) {
        return ContentEncoder.NO_OP;
    }

    @Override
    public ContentEncodingContextConfig prototype() {
        return none.prototype();
    }
}
