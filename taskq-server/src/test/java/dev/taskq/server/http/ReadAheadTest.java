package dev.taskq.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReadAheadTest {
    private static final long LATER = ReadAhead.TAKES_LONG_NANOS;

    /** The peer's bytes; empty for the end of the stream. */
    private final BlockingQueue<Optional<byte[]>> peer = new LinkedBlockingQueue<>();

    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch told = new CountDownLatch(1);
    private final ReadAhead bytes = new ReadAhead(this::fromPeer);

    private byte @Nullable [] fromPeer() {
        reads.incrementAndGet();
        try {
            return peer.take().orElse(null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void endOfTheStreamIsToldWhileARequestTakesLong() throws InterruptedException {
        bytes.attend(told::countDown, 0);
        bytes.scan(LATER);
        peer.add(Optional.empty());

        told.await();
        bytes.ignore();
        assertThat(bytes.read()).isNull();
    }

    @Test
    void brokenConnectionIsToldToo() throws InterruptedException {
        ReadAhead broken = new ReadAhead(() -> {
            throw new UncheckedIOException(new IOException("reset"));
        });
        broken.attend(told::countDown, 0);
        broken.scan(LATER);

        told.await();
        broken.ignore();
        assertThatThrownBy(broken::read).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void requestThatTakesLittleIsNotWatched() {
        bytes.attend(told::countDown, 0);
        bytes.scan(LATER - 1);
        bytes.ignore();
        bytes.scan(LATER);

        assertThat(reads).hasValue(0);
    }

    @Test
    void whatWasReadAheadIsReadNext() {
        bytes.attend(told::countDown, 0);
        bytes.scan(LATER);
        bytes.scan(LATER);
        peer.add(Optional.of(new byte[] {1}));
        peer.add(Optional.of(new byte[] {2}));
        bytes.ignore();

        assertThat(bytes.read()).containsExactly(1);
        assertThat(bytes.read()).containsExactly(2);
        assertThat(reads).hasValue(2);
        assertThat(told.getCount()).isOne();
    }

    @Test
    void endSeenUnderOneRequestIsToldToTheNextThatTakesLong() throws InterruptedException {
        bytes.attend(() -> {}, 0);
        bytes.scan(LATER);
        bytes.ignore();
        peer.add(Optional.empty());

        bytes.attend(told::countDown, LATER);
        while (told.getCount() > 0) {
            bytes.scan(2 * LATER);
        }
        assertThat(reads).hasValue(1);
    }
}
