/** A program on the module path. Jackson must reach the classes of params and results: exported or opened, one of both is enough. */
module com.example.modules {
    requires dev.taskq.core;
    requires dev.taskq.postgres;

    exports com.example.shared;

    opens com.example.inner to
            com.fasterxml.jackson.databind;
}
