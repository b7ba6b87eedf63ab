package dev.taskq.spring.boot.slice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.taskq.NewTask;
import dev.taskq.TaskSubmitter;
import dev.taskq.spring.boot.slice.Shop.Carrier;
import dev.taskq.spring.boot.slice.Shop.Shipping;
import dev.taskq.spring.boot.test.TaskqTest;
import dev.taskq.test.TaskqTester;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A slice maps as the application does. */
@TaskqTest(Shipping.class)
@Import(Carrier.class)
@TestPropertySource(properties = "taskq.json=application")
class ApplicationJsonTest {
    @TestConfiguration
    static class Json {
        @Bean
        ObjectMapper mapper() {
            return new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE);
        }
    }

    @Test
    void theMapperIsTheApplications(@Autowired TaskqTester taskq, @Autowired TaskSubmitter submitter) {
        submitter.submit(NewTask.of("ship", "{\"Number\": 7}"));

        taskq.drain();

        assertThat(taskq.tasks().find(1).orElseThrow().result(String.class)).isEqualTo("parcel-7");
    }
}
