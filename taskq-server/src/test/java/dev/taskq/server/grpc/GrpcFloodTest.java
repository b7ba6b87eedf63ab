package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.GetRequest;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.grpc.Http2Peer.Frame;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Peers without a token that send much and read little. */
class GrpcFloodTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String CHECK = "/grpc.health.v1.Health/Check";
    private static final String LIST = "/taskq.v1.TypeService/List";
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int NO_ERROR = 0;
    private static final int REFUSED_STREAM = 7;
    private static final int AT_ONCE = 100;
    private static final int TIMES = 5_000;

    private static GrpcServed started(Duration stall) {
        return GrpcServed.start(new ConnectionLimits(16, LONG, LONG, LONG, stall));
    }

    private static void assertServes(GrpcServed served) {
        assertThat(served.submit("any")).isPositive();
        assertThat(HealthGrpc.newBlockingStub(served.channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    /** Of 100 calls 4 may wait for their requests. */
    @Test
    void requestsThatDoNotArriveTakeNoPlaceOfOthers() throws Exception {
        try (GrpcServed served = started(SHORT);
                Http2Peer peer = Http2Peer.of(served)) {
            peer.begin(CHECK, AT_ONCE);
            served.await(() -> served.answered("grpc.health.v1.Health/Check", "UNAVAILABLE") == AT_ONCE - 4);
            assertServes(served);
            for (int i = 1; i <= AT_ONCE - 5; i++) {
                Frame reset = peer.await(Http2Peer.RST_STREAM).orElseThrow();
                assertThat(reset.payload().getInt(0))
                        .as("the error of an answered stream")
                        .isEqualTo(NO_ERROR);
            }
        }
    }

    /** 100 streams of connections that have shown no token may be open, and the first one of each connection. */
    @Test
    void streamsWithoutAPlaceAreRefusedBeforeTheyAreCalls() throws Exception {
        try (GrpcServed served = started(LONG);
                Http2Peer peer = Http2Peer.of(served)) {
            peer.begin(CHECK, 2 * AT_ONCE);
            Frame reset = peer.await(Http2Peer.RST_STREAM).orElseThrow();
            assertThat(reset.payload().getInt(0)).isEqualTo(REFUSED_STREAM);
            assertServes(served);
        }
    }

    @Test
    void streamsOfOneConnectionAreBounded() throws Exception {
        try (GrpcServed served = started(LONG);
                Http2Peer peer = Http2Peer.of(served)) {
            Frame settings = peer.await(Http2Peer.SETTINGS).orElseThrow();
            // The id of SETTINGS_MAX_CONCURRENT_STREAMS is 3.
            assertThat(StandardCharsets.ISO_8859_1.decode(settings.payload()).toString())
                    .contains("\0\u0003\0\0\u0003\u00e8");
        }
    }

    private static byte[] completeCalls(Http2Peer peer) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        byte[] block = Http2Peer.headers(LIST);
        for (int i = 0; i < AT_ONCE; i++) {
            frames.writeBytes(Http2Peer.frame(
                    Http2Peer.HEADERS, Http2Peer.END_HEADERS | Http2Peer.END_STREAM, peer.nextStream(), block));
        }
        return frames.toByteArray();
    }

    @Test
    void peerThatReadsNoStatusIsCutOff() throws Exception {
        try (GrpcServed served = started(SHORT);
                Http2Peer peer = Http2Peer.of(served)) {
            boolean isCutOff = false;
            for (int i = 0; i < TIMES && !isCutOff; i++) {
                isCutOff = peer.isCutOff(completeCalls(peer), 1);
            }
            assertThat(isCutOff).isTrue();
            assertServes(served);
            served.await(
                    () -> served.metrics.get("taskq.grpc.connections").gauge().value() == 1);
        }
    }

    @Test
    void peerThatCancelsAllItsCallsAgainAndAgainIsCutOff() throws Exception {
        try (GrpcServed served = started(LONG);
                Http2Peer peer = Http2Peer.of(served)) {
            byte[] block = Http2Peer.headers(CHECK);
            byte[] cancel = {0, 0, 0, 8};
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < TIMES; i++) {
                        int stream = peer.nextStream();
                        peer.send(Http2Peer.frame(Http2Peer.HEADERS, Http2Peer.END_HEADERS, stream, block));
                        peer.send(Http2Peer.frame(Http2Peer.RST_STREAM, 0, stream, cancel));
                    }
                } catch (IOException e) {
                    // It is cut off.
                }
            });
            Optional<Frame> goAway = peer.await(Http2Peer.GOAWAY);
            assertThat(goAway.orElseThrow().goAwayCode()).isEqualTo(ENHANCE_YOUR_CALM);
            peer.awaitEnd();
            sender.join();
            assertServes(served);
        }
    }

    @Test
    void peerThatPingsAllTheTimeIsCutOff() throws Exception {
        try (GrpcServed served = started(LONG);
                Http2Peer peer = Http2Peer.of(served)) {
            for (int i = 0; i < 5; i++) {
                peer.send(Http2Peer.frame(Http2Peer.PING, 0, 0, new byte[8]));
            }
            assertThat(peer.await(Http2Peer.GOAWAY).orElseThrow().goAwayCode()).isEqualTo(ENHANCE_YOUR_CALM);
            peer.awaitEnd();
            assertServes(served);
        }
    }

    @Test
    void peerThatFloodsWithPingsAndReadsNoAnswerIsCutOff() throws Exception {
        assertFloodIsCutOff(Http2Peer.PING);
    }

    @Test
    void peerThatFloodsWithSettingsAndReadsNoAnswerIsCutOff() throws Exception {
        assertFloodIsCutOff(Http2Peer.SETTINGS);
    }

    /** Each frame asks for an answer. */
    private static void assertFloodIsCutOff(int type) throws Exception {
        byte[] frame = Http2Peer.frame(type, 0, 0, new byte[type == Http2Peer.PING ? 8 : 0]);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < TIMES; i++) {
            frames.writeBytes(frame);
        }
        try (GrpcServed served = started(SHORT);
                Http2Peer peer = Http2Peer.of(served)) {
            assertThat(peer.isCutOff(frames.toByteArray(), TIMES)).isTrue();
            assertServes(served);
            served.await(
                    () -> served.metrics.get("taskq.grpc.connections").gauge().value() == 1);
        }
    }

    @Test
    void headersWithoutEndAreCutOff() throws Exception {
        byte[] fields = Http2Peer.field("a", "x".repeat(100));
        try (GrpcServed served = started(LONG);
                Http2Peer peer = Http2Peer.of(served)) {
            int stream = peer.nextStream();
            peer.send(Http2Peer.frame(Http2Peer.HEADERS, 0, stream, Http2Peer.headers(CHECK)));
            assertThat(peer.isCutOff(Http2Peer.frame(Http2Peer.CONTINUATION, 0, stream, fields), TIMES * AT_ONCE))
                    .isTrue();
            assertServes(served);
        }
    }

    @Test
    void metadataThatIsTooLargeIsRefusedAndTheConnectionGoesOn() throws Exception {
        try (GrpcServed served = started(LONG)) {
            Failure failure = Failure.of(() ->
                    GrpcServed.with("large", "x".repeat(20_000), served.tasks()).get(GetRequest.getDefaultInstance()));
            assertThat(failure.code()).isIn(Code.INTERNAL, Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED);
            assertServes(served);
        }
    }
}
