package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The queue under test, with short words for what the tests do with it. A test takes it as a parameter, and each test is given
 * one of its own. Its queues are closed after the test.
 */
public final class QueueFixture implements QueuePort {
    static final Instant STAMP = Instant.parse("2030-01-02T03:04:05.123456Z");
    static final Duration MOMENT = Duration.ofMillis(20);
    static final String A = "type_a";
    static final String B = "type.b-2";

    private final QueueUnderTest adapter;
    private final QueuePort queue;
    private final List<QueuePort> others = new ArrayList<>();

    private QueueFixture(QueueUnderTest adapter, QueuePort queue) {
        this.adapter = adapter;
        this.queue = queue;
    }

    static QueueFixture open(QueueUnderTest adapter) throws Exception {
        return new QueueFixture(adapter, adapter.newQueue());
    }

    // The queue

    @Override
    public boolean carriesHints() {
        return queue.carriesHints();
    }

    @Override
    public void enqueue(List<Hint> hints) {
        queue.enqueue(hints);
    }

    @Override
    public boolean send(List<Hint> hints, Answer answer) {
        return queue.send(hints, answer);
    }

    @Override
    public boolean await(Collection<String> types, Duration longest) throws InterruptedException {
        return queue.await(types, longest);
    }

    @Override
    public List<Delivery> take(List<String> types, int max, List<Delivery> acknowledged) {
        return queue.take(types, max, acknowledged);
    }

    @Override
    public List<Delivery> takeWhenWoken(List<String> types, int max, List<Delivery> acknowledged, Duration longest)
            throws InterruptedException {
        return queue.takeWhenWoken(types, max, acknowledged, longest);
    }

    @Override
    public void ack(List<Delivery> deliveries) {
        queue.ack(deliveries);
    }

    @Override
    public Map<String, Instant> oldestWaiting(Collection<String> types) {
        return queue.oldestWaiting(types);
    }

    @Override
    public Map<String, Long> length(Collection<String> types) {
        return queue.length(types);
    }

    @Override
    public void drop(String type) {
        queue.drop(type);
    }

    @Override
    public void probe(Use use) {
        queue.probe(use);
    }

    @Override
    public void close() {
        queue.close();
    }

    /** Closes the queue, and all others that the test has opened. */
    void closeAll() {
        close();
        others.forEach(QueuePort::close);
    }

    // Short words

    /** One more queue on the same hints, as another process has it. */
    QueuePort another() throws Exception {
        QueuePort other = adapter.newQueue();
        others.add(other);
        return other;
    }

    /** To connect may take longer than the second after which a hint is given again. */
    QueuePort anotherThatIsConnected() throws Exception {
        QueuePort other = another();
        assertThat(other.take(List.of(B), 1)).isEmpty();
        return other;
    }

    static Hint hint(String type, long id) {
        return new Hint(type, id, STAMP.plusMillis(id));
    }

    static List<Hint> hints(String type, long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(id -> hint(type, id)).toList();
    }

    static List<Hint> hintsOf(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::hint).toList();
    }

    static List<Long> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.hint().id()).toList();
    }

    List<Delivery> takeAgain(int max) throws InterruptedException {
        return Eventually.get(
                Eventually.LONG, () -> Optional.of(take(List.of(A), max)).filter(taken -> !taken.isEmpty()));
    }

    /** The redelivery time is over for all when it is over for a hint of another type that was taken after them. */
    void waitUntilGivenAgain(int taken) throws InterruptedException {
        assertThat(length(List.of(A)).get(A)).isGreaterThanOrEqualTo(taken);
        enqueue(List.of(hint(B, 99)));
        take(List.of(B), 1);
        Eventually.until(Eventually.LONG, () -> !take(List.of(B), 1).isEmpty());
    }

    static boolean awaitLong(QueuePort queue, String type) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            if (queue.await(List.of(type), Duration.ofSeconds(1))) {
                return true;
            }
        }
        return false;
    }
}
