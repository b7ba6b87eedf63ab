package dev.taskq.spring.boot.slice;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskSubmitter;
import dev.taskq.TaskType;
import dev.taskq.spring.TaskHandler;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The components of the application. Its handlers are declared in all ways that there are. */
final class Shop {
    static final TaskType<Order> CHECK_OUT = TaskType.of("check_out", Order.class);
    static final TaskType<Order> SHIP = TaskType.of("ship", Order.class);
    static final TaskType<Order> GREET = TaskType.of("greet", Order.class);

    private Shop() {}

    record Order(int number) {}

    /** Its handlers submit, or use another component. */
    @Component
    static class Shipping {
        private final TaskSubmitter submitter;
        private final Carrier carrier;

        Shipping(TaskSubmitter submitter, Carrier carrier) {
            this.submitter = submitter;
            this.carrier = carrier;
        }

        @TaskHandler(type = "check_out")
        void checkOut(Order order) {
            submitter.submit(SHIP.task(order));
        }

        @Transactional
        @TaskHandler(type = "ship", timeout = "${ship.timeout:30s}")
        String ship(Order order) {
            return carrier.pickUp(order.number());
        }
    }

    @TaskHandler(type = "bill")
    static class Billing {
        public String bill() {
            return "billed";
        }
    }

    /** It inherits a handler. */
    @Component
    static class Returns extends Parcels {}

    static class Parcels {
        @TaskHandler(type = "take_back")
        void takeBack() {}
    }

    @Component
    static class Greeter implements dev.taskq.TaskHandler<Order> {
        @Override
        public TaskType<Order> type() {
            return GREET;
        }

        @Override
        public Outcome handle(TaskContext context, Order order) {
            return Outcome.done("Hello, " + order.number());
        }
    }

    /** No handler. */
    @Component
    static class Carrier {
        String pickUp(int order) {
            return "parcel-" + order;
        }
    }

    /** It cannot be made without a database. */
    @Component
    static class Ledger {
        Ledger(DataSource dataSource) {}
    }
}
