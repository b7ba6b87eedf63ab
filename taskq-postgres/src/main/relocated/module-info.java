/** Keeps tasks in Postgres. This is the descriptor of the jar, into which Flyway is relocated. */
module dev.taskq.postgres {
    requires transitive dev.taskq.core;
    requires transitive java.sql;
    requires static org.jspecify;
    requires com.zaxxer.hikari;
    requires org.jooq;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.taskq.postgres;

    // Flyway reads the migrations.
    opens dev.taskq.postgres.migration;
    // jOOQ makes the records of the tables.
    opens dev.taskq.postgres.generated.tables.records to org.jooq;
    // And its own version, by the class loader.
    opens dev.taskq.postgres.shaded.flyway.core.internal;

    // Flyway's own services, under the names that they have in the jar.
    uses dev.taskq.postgres.shaded.flyway.core.extensibility.Plugin;

    provides dev.taskq.postgres.shaded.flyway.core.extensibility.Plugin with
            dev.taskq.postgres.shaded.flyway.core.internal.database.h2.H2DatabaseType,
            dev.taskq.postgres.shaded.flyway.core.internal.database.sqlite.SQLiteDatabaseType,
            dev.taskq.postgres.shaded.flyway.core.internal.database.base.TestContainersDatabaseType,
            dev.taskq.postgres.shaded.flyway.core.internal.schemahistory.BaseAppliedMigration,
            dev.taskq.postgres.shaded.flyway.core.internal.resource.CoreResourceTypeProvider,
            dev.taskq.postgres.shaded.flyway.core.internal.configuration.resolvers.EnvironmentVariableResolver,
            dev.taskq.postgres.shaded.flyway.core.internal.configuration.resolvers.EnvironmentProvisionerNone,
            dev.taskq.postgres.shaded.flyway.core.internal.configuration.resolvers.PlaceholderPropertyResolver,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.CheckCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.UndoCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.api.migration.baseline.BaselineAppliedMigration,
            dev.taskq.postgres.shaded.flyway.core.api.migration.baseline.BaselineMigrationConfigurationExtension,
            dev.taskq.postgres.shaded.flyway.core.api.migration.baseline.BaselineMigrationResolver,
            dev.taskq.postgres.shaded.flyway.core.api.migration.baseline.BaselineResourceTypeProvider,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.LicensingConfigurationExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.AuthCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.DeployCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.InitCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.DiffCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.ModelCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.DiffTextCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.GenerateCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.PrepareCommandExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.PATTokenConfigurationExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.OfflinePermitConfigurationExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.CherryPickConfigurationExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.CherryPickSupportStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.DryRunSupportStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.AwsSecretsManagerSupportStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.DryRunConfigurationExtensionStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.LicenseSupportStub,
            dev.taskq.postgres.shaded.flyway.core.internal.scanner.classpath.ClasspathLocationHandlerImpl,
            dev.taskq.postgres.shaded.flyway.core.internal.scanner.filesystem.FilesystemLocationHandler,
            dev.taskq.postgres.shaded.flyway.core.internal.NullFlywayTelemetryManager,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.ShouldExecuteEvaluatorStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.ErrorOverrideInitializerStub,
            dev.taskq.postgres.shaded.flyway.core.internal.proprietaryStubs.ErrorOverridesSupportStub,
            dev.taskq.postgres.shaded.flyway.database.postgresql.PostgreSQLDatabaseType,
            dev.taskq.postgres.shaded.flyway.database.postgresql.PostgreSQLConfigurationExtension,
            dev.taskq.postgres.shaded.flyway.database.postgresql.authentication.PostgreSQLExternalAuthSupportStub;
}
