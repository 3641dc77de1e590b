BEGIN TRANSACTION;
CREATE TABLE application_versions (
    version_id TEXT NOT NULL PRIMARY KEY,
    version_name TEXT NOT NULL UNIQUE,
    version_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL);
INSERT INTO "application_versions" VALUES('38d0a793-25d7-48d9-bc48-34cbb88bd06f','1',1795633036000,1795633036000,'vigie');
CREATE TABLE dbos_migrations (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO "dbos_migrations" VALUES(125);
CREATE TABLE notifications (
    message_uuid TEXT NOT NULL DEFAULT (hex(randomblob(16))) PRIMARY KEY,
    destination_uuid TEXT NOT NULL,
    topic TEXT,
    message TEXT NOT NULL,
    created_at_epoch_ms INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000), "serialization" TEXT DEFAULT NULL, "consumed" BOOLEAN NOT NULL DEFAULT FALSE, consumed_by_function_id INTEGER,
    FOREIGN KEY (destination_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE "operation_outputs" (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    function_name TEXT NOT NULL DEFAULT '',
    output TEXT,
    error TEXT,
    child_workflow_id TEXT,
    started_at_epoch_ms INTEGER,
    completed_at_epoch_ms INTEGER,
    serialization TEXT,
    application_name TEXT DEFAULT NULL,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    PRIMARY KEY (workflow_uuid, function_id)
);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4',1,'begin','["RBX", "GRA", "SBG"]',NULL,NULL,1795633037261,1795633037305,'vigie_json','vigie',1795633037000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4',2,'datacenter',NULL,NULL,'pzxqv3v4-RBX',1795633037325,1795633037328,NULL,'vigie',1795633037000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4',3,'datacenter',NULL,NULL,'pzxqv3v4-GRA',1795633037358,1795633037367,NULL,'vigie',1795633037000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4',4,'datacenter',NULL,NULL,'pzxqv3v4-SBG',1795633037433,1795633037435,NULL,'vigie',1795633037000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',1,'pass','0.5',NULL,NULL,1795633037533,1795633041059,'vigie_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',2,'DBOS.sleep','1795633041.5615747',NULL,NULL,1795633041061,1795633041561,'portable_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',1,'pass','0.5',NULL,NULL,1795633037373,1795633041125,'vigie_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',2,'DBOS.sleep','1795633041.6317184',NULL,NULL,1795633041131,1795633041631,'portable_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',1,'pass','0.5',NULL,NULL,1795633037461,1795633041220,'vigie_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',2,'DBOS.sleep','1795633041.7230055',NULL,NULL,1795633041222,1795633041723,'portable_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',3,'pass','2.0',NULL,NULL,1795633041637,1795633041711,'vigie_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',4,'DBOS.sleep','1795633043.7141218',NULL,NULL,1795633041713,1795633043714,'portable_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',3,'pass','2.0',NULL,NULL,1795633041649,1795633041716,'vigie_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',4,'DBOS.sleep','1795633043.7300153',NULL,NULL,1795633041729,1795633043730,'portable_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',3,'pass','2.0',NULL,NULL,1795633041725,1795633041768,'vigie_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',4,'DBOS.sleep','1795633043.7767732',NULL,NULL,1795633041776,1795633043776,'portable_json','vigie',1795633041000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',5,'pass','2.0',NULL,NULL,1795633043765,1795633043824,'vigie_json','vigie',1795633043000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',6,'DBOS.sleep','1795633045.839738',NULL,NULL,1795633043839,1795633045839,'portable_json','vigie',1795633043000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',5,'pass','2.0',NULL,NULL,1795633043753,1795633043834,'vigie_json','vigie',1795633043000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',5,'pass','2.0',NULL,NULL,1795633043798,1795633043854,'vigie_json','vigie',1795633043000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',6,'DBOS.sleep','1795633045.8700206',NULL,NULL,1795633043869,1795633045870,'portable_json','vigie',1795633043000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',6,'DBOS.sleep','1795633045.8619614',NULL,NULL,1795633043861,1795633045861,'portable_json','vigie',1795633043000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',7,'pass','2.0',NULL,NULL,1795633045845,1795633045897,'vigie_json','vigie',1795633045000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',8,'DBOS.sleep','1795633047.9000812',NULL,NULL,1795633045899,1795633047900,'portable_json','vigie',1795633045000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',7,'pass','2.0',NULL,NULL,1795633045883,1795633045941,'vigie_json','vigie',1795633045000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',8,'DBOS.sleep','1795633047.957705',NULL,NULL,1795633045953,1795633047957,'portable_json','vigie',1795633045000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',7,'pass','2.0',NULL,NULL,1795633045869,1795633045974,'vigie_json','vigie',1795633045000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',8,'DBOS.sleep','1795633047.991942',NULL,NULL,1795633045991,1795633047991,'portable_json','vigie',1795633045000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',9,'pass','2.0',NULL,NULL,1795633047921,1795633047978,'vigie_json','vigie',1795633047000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',10,'DBOS.sleep','1795633049.9804595',NULL,NULL,1795633047980,1795633049980,'portable_json','vigie',1795633047000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',9,'pass','2.0',NULL,NULL,1795633047992,1795633048028,'vigie_json','vigie',1795633048000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',9,'pass','2.0',NULL,NULL,1795633047966,1795633048033,'vigie_json','vigie',1795633048000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',10,'DBOS.sleep','1795633050.035977',NULL,NULL,1795633048035,1795633050035,'portable_json','vigie',1795633048000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-GRA',10,'DBOS.sleep','1795633050.0381038',NULL,NULL,1795633048037,1795633050038,'portable_json','vigie',1795633048000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',11,'pass','2.0',NULL,NULL,1795633049985,1795633050017,'vigie_json','vigie',1795633050000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-SBG',12,'DBOS.sleep','1795633052.0220368',NULL,NULL,1795633050021,1795633052022,'portable_json','vigie',1795633050000);
INSERT INTO "operation_outputs" VALUES('pzxqv3v4-RBX',11,'pass','2.0',NULL,NULL,1795633050036,1795633050097,'vigie_json','vigie',1795633050000);
CREATE TABLE queues (
    queue_id TEXT PRIMARY KEY DEFAULT (hex(randomblob(16))),
    name TEXT NOT NULL UNIQUE,
    concurrency INTEGER,
    worker_concurrency INTEGER,
    rate_limit_max INTEGER,
    rate_limit_period_sec REAL,
    priority_enabled BOOLEAN NOT NULL DEFAULT FALSE,
    partition_queue BOOLEAN NOT NULL DEFAULT FALSE,
    polling_interval_sec REAL NOT NULL DEFAULT 1.0,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL, "partition_concurrency" INTEGER DEFAULT NULL, "partition_worker_concurrency" INTEGER DEFAULT NULL, "partition_rate_limit_max" INTEGER DEFAULT NULL, "partition_rate_limit_period_sec" REAL DEFAULT NULL);
INSERT INTO "queues" VALUES('5F49E0D917392B53E6B909C187F01B7C','vigie',NULL,NULL,NULL,NULL,1,0,0.25,1795633036000,1795633036959,'vigie',NULL,NULL,NULL,NULL);
CREATE TABLE streams (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    "offset" INTEGER NOT NULL, function_id INTEGER NOT NULL DEFAULT 0, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key, "offset"),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events_history (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, function_id, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid)
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_input (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    inputs TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_input" VALUES('pzxqv3v4','{"args": ["pzxqv3v4"], "kwargs": {}}',1795633037000);
INSERT INTO "workflow_input" VALUES('pzxqv3v4-RBX','{"args": ["pzxqv3v4", "RBX"], "kwargs": {}}',1795633037000);
INSERT INTO "workflow_input" VALUES('pzxqv3v4-GRA','{"args": ["pzxqv3v4", "GRA"], "kwargs": {}}',1795633037000);
INSERT INTO "workflow_input" VALUES('pzxqv3v4-SBG','{"args": ["pzxqv3v4", "SBG"], "kwargs": {}}',1795633037000);
CREATE TABLE workflow_output (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    output TEXT,
    error TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
CREATE TABLE workflow_schedules (
    schedule_id TEXT PRIMARY KEY,
    schedule_name TEXT NOT NULL UNIQUE,
    workflow_name TEXT NOT NULL,
    workflow_class_name TEXT,
    schedule TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'ACTIVE',
    context TEXT NOT NULL
, "last_fired_at" TEXT DEFAULT NULL, "automatic_backfill" BOOLEAN NOT NULL DEFAULT FALSE, "cron_timezone" TEXT DEFAULT NULL, "queue_name" TEXT DEFAULT NULL, "application_name" TEXT DEFAULT NULL);
CREATE TABLE workflow_status (
    workflow_uuid TEXT PRIMARY KEY,
    status TEXT,
    name TEXT,
    authenticated_user TEXT,
    assumed_role TEXT,
    authenticated_roles TEXT,
    request TEXT,
    output TEXT,
    error TEXT,
    executor_id TEXT,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    application_version TEXT,
    application_id TEXT,
    class_name TEXT DEFAULT NULL,
    config_name TEXT DEFAULT NULL,
    recovery_attempts INTEGER DEFAULT 0,
    queue_name TEXT,
    workflow_timeout_ms INTEGER,
    workflow_deadline_epoch_ms INTEGER,
    inputs TEXT,
    started_at_epoch_ms INTEGER,
    deduplication_id TEXT,
    priority INTEGER NOT NULL DEFAULT 0
, queue_partition_key TEXT, forked_from TEXT, "owner_xid" TEXT DEFAULT NULL, "parent_workflow_id" TEXT DEFAULT NULL, "serialization" TEXT DEFAULT NULL, "delay_until_epoch_ms" BIGINT DEFAULT NULL, "was_forked_from" BOOLEAN NOT NULL DEFAULT FALSE, "rate_limited" BOOLEAN NOT NULL DEFAULT FALSE, "completed_at" BIGINT, "attributes" TEXT, "schedule_name" TEXT, "debounce_deadline_epoch_ms" BIGINT DEFAULT NULL, "is_debounced" BOOLEAN NOT NULL DEFAULT FALSE, "application_name" TEXT DEFAULT NULL, "creator_xid" TEXT DEFAULT NULL);
INSERT INTO "workflow_status" VALUES('pzxqv3v4','PENDING','operation',NULL,NULL,NULL,NULL,NULL,NULL,'bastion-8150-e36193',1795633037000,1795633037000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'04e5774c-37ae-40a7-8714-923448a76f73',NULL,'vigie_json',NULL,0,0,NULL,'null',NULL,NULL,0,'vigie','04e5774c-37ae-40a7-8714-923448a76f73');
INSERT INTO "workflow_status" VALUES('pzxqv3v4-RBX','PENDING','datacenter',NULL,NULL,NULL,NULL,NULL,NULL,'bastion-8150-e36193',1795633037000,1795633037000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'26ea5206-ab32-4b19-95dd-afc3f5e61655','pzxqv3v4','vigie_json',NULL,0,0,NULL,'null',NULL,NULL,0,'vigie','26ea5206-ab32-4b19-95dd-afc3f5e61655');
INSERT INTO "workflow_status" VALUES('pzxqv3v4-GRA','PENDING','datacenter',NULL,NULL,NULL,NULL,NULL,NULL,'bastion-8150-e36193',1795633037000,1795633037000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'d60dd648-8cfe-4353-b85f-3df69a8fc2a4','pzxqv3v4','vigie_json',NULL,0,0,NULL,'null',NULL,NULL,0,'vigie','d60dd648-8cfe-4353-b85f-3df69a8fc2a4');
INSERT INTO "workflow_status" VALUES('pzxqv3v4-SBG','PENDING','datacenter',NULL,NULL,NULL,NULL,NULL,NULL,'bastion-8150-e36193',1795633037000,1795633037000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'848900c0-8c55-4cf1-b098-614b660300c3','pzxqv3v4','vigie_json',NULL,0,0,NULL,'null',NULL,NULL,0,'vigie','848900c0-8c55-4cf1-b098-614b660300c3');
CREATE INDEX workflow_status_created_at_index ON workflow_status (created_at);
CREATE INDEX idx_workflow_topic ON notifications (destination_uuid, topic);
CREATE INDEX "idx_workflow_status_delayed" ON "workflow_status" ("delay_until_epoch_ms") WHERE status = 'DELAYED';
CREATE INDEX "idx_workflow_status_forked_from" ON "workflow_status" ("forked_from") WHERE "forked_from" IS NOT NULL;
CREATE INDEX "idx_workflow_status_parent_workflow_id" ON "workflow_status" ("parent_workflow_id") WHERE "parent_workflow_id" IS NOT NULL;
CREATE UNIQUE INDEX "uq_workflow_status_dedup_id" ON "workflow_status" ("queue_name", "deduplication_id") WHERE "deduplication_id" IS NOT NULL;
CREATE INDEX "idx_workflow_status_pending" ON "workflow_status" ("created_at") WHERE "status" = 'PENDING';
CREATE INDEX "idx_workflow_status_failed" ON "workflow_status" ("status", "created_at") WHERE "status" IN ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED');
CREATE INDEX "idx_workflow_status_rate_limited" ON "workflow_status" ("queue_name", "started_at_epoch_ms") WHERE "rate_limited" = TRUE;
CREATE INDEX "idx_workflow_status_completed_at" ON "workflow_status" ("completed_at") WHERE "completed_at" IS NOT NULL;
CREATE INDEX "idx_workflow_status_started_at" ON "workflow_status" ("started_at_epoch_ms") WHERE "started_at_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_workflow_status_schedule_name" ON "workflow_status" ("schedule_name") WHERE "schedule_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_owner_version"
    ON application_versions ("application_name", "version_name")
    WHERE "application_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_unclaimed_version"
    ON application_versions ("version_name")
    WHERE "application_name" IS NULL;
CREATE INDEX idx_workflow_input_retention
    ON workflow_input (retention_timestamp);
CREATE INDEX idx_workflow_output_retention
    ON workflow_output (retention_timestamp);
CREATE INDEX idx_operation_outputs_retention
    ON operation_outputs (retention_timestamp);
CREATE INDEX "idx_workflow_status_in_flight_v2" ON "workflow_status" ("queue_name", "status", "priority", "created_at", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING');
CREATE INDEX "idx_workflow_status_partition_dequeue_v3" ON "workflow_status" ("queue_name", "status", "queue_partition_key", "priority", "created_at", "workflow_uuid", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING') AND "queue_partition_key" IS NOT NULL;
CREATE INDEX "idx_operation_outputs_completed_at_function_name_v2" ON "operation_outputs" ("completed_at_epoch_ms", "function_name", "application_name");
CREATE INDEX "idx_workflow_status_deadline" ON "workflow_status" ("workflow_deadline_epoch_ms") WHERE "status" IN ('ENQUEUED', 'PENDING', 'DELAYED') AND "workflow_deadline_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_application_versions_timestamp" ON "application_versions" ("version_timestamp" DESC);
CREATE INDEX "idx_application_versions_owner_timestamp" ON "application_versions" ("application_name", "version_timestamp" DESC);
COMMIT;
