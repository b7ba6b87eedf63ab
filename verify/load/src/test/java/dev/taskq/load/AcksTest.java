package dev.taskq.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcksTest {
    @Test
    void areSummedOverTheSeriesOfAnAgent() {
        Acks acks = Acks.parse("""
                # HELP taskq_ack_seconds from the delivery of a hint
                # TYPE taskq_ack_seconds histogram
                taskq_ack_seconds_bucket{type="a",le="0.5"} 2
                taskq_ack_seconds_bucket{type="a",le="1.0"} 3
                taskq_ack_seconds_bucket{type="a",le="+Inf"} 4
                taskq_ack_seconds_bucket{type="b",le="1.0"} 5
                taskq_ack_seconds_bucket{type="b",le="+Inf"} 5
                taskq_ack_seconds_count{type="a"} 4
                """);

        assertThat(acks).isEqualTo(new Acks(9, 8));
        assertThat(acks.tooLate()).isOne();
        assertThat(acks.plus(acks).minus(acks)).isEqualTo(acks);
    }

    @Test
    void areNoneBeforeTheFirst() {
        assertThat(Acks.parse("")).isEqualTo(Acks.NONE);
    }
}
