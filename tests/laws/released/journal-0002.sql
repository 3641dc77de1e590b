BEGIN TRANSACTION;
CREATE TABLE changes (
	operation_id VARCHAR(16) NOT NULL, 
	seq INTEGER NOT NULL, 
	datacenter VARCHAR(63) NOT NULL, 
	region VARCHAR(63) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	desired VARCHAR(16) NOT NULL, 
	phase VARCHAR(16) NOT NULL, 
	updated_at DATETIME NOT NULL, 
	batch VARCHAR(255), 
	resource_id VARCHAR(64), 
	made_by VARCHAR(16), 
	attempts INTEGER NOT NULL, 
	why TEXT, 
	request_id VARCHAR(128), 
	asked_at DATETIME, 
	asked_wall DATETIME, 
	answered BOOLEAN NOT NULL, resource VARCHAR(16) DEFAULT 'instance' NOT NULL, wanted TEXT DEFAULT '{}' NOT NULL, "before" TEXT DEFAULT '{}' NOT NULL, kept TEXT DEFAULT '{}' NOT NULL, 
	PRIMARY KEY (operation_id, seq), 
	FOREIGN KEY(operation_id) REFERENCES operations (id)
);
INSERT INTO "changes" VALUES('old00001',1,'RBX','RBX-A','api-rbx-old00001-1','present','requested','2026-11-23 14:40:02.000000','api-rbx-old00001-1',NULL,NULL,1,NULL,NULL,'2026-11-23 14:40:02.000000','2026-11-23 14:40:02.000000',0,'instance','{}','{}','{}');
INSERT INTO "changes" VALUES('old00001',2,'GRA','GRA11','api-gra-old00001-1','present','planned','2026-11-23 14:40:02.000000','api-gra-old00001-1',NULL,NULL,0,NULL,NULL,NULL,NULL,1,'instance','{}','{}','{}');
INSERT INTO "changes" VALUES('old00001',3,'SBG','SBG5','api-sbg-old00001-1','present','planned','2026-11-23 14:40:02.000000','api-sbg-old00001-1',NULL,NULL,0,NULL,NULL,NULL,NULL,1,'instance','{}','{}','{}');
CREATE TABLE claims (
	workflow_id VARCHAR(80) NOT NULL, 
	operation_id VARCHAR(16) NOT NULL, 
	executor VARCHAR(128) NOT NULL, 
	epoch INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	taken_at DATETIME NOT NULL, 
	PRIMARY KEY (workflow_id), 
	FOREIGN KEY(operation_id) REFERENCES operations (id)
);
INSERT INTO "claims" VALUES('old00001','old00001','old-worker',1,0,'2026-11-23 14:40:02.000000');
INSERT INTO "claims" VALUES('old00001-RBX','old00001','old-worker',1,0,'2026-11-23 14:40:02.000000');
INSERT INTO "claims" VALUES('old00001-GRA','old00001','old-worker',0,0,'2026-11-23 14:40:02.000000');
INSERT INTO "claims" VALUES('old00001-SBG','old00001','old-worker',0,0,'2026-11-23 14:40:02.000000');
CREATE TABLE events (
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	operation_id VARCHAR(16), 
	kind VARCHAR(63) NOT NULL, 
	notice TEXT NOT NULL, 
	actor VARCHAR(128) NOT NULL, 
	request_id VARCHAR(128), 
	PRIMARY KEY (seq)
);
INSERT INTO "events" VALUES(1,'2026-11-23 14:40:02.000000','old00001','operation.accepted','{"code":"operation.accepted","values":{"verb":"burst","pool":"api","n":3,"reason":"–"}}','oncall@bastion',NULL);
INSERT INTO "events" VALUES(2,'2026-11-23 14:40:02.000000','old00001','operation.started','{"code":"operation.started","values":{}}','old-worker',NULL);
CREATE TABLE operations (
	id VARCHAR(16) NOT NULL, 
	pool VARCHAR(63) NOT NULL, 
	verb VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	root VARCHAR(16) NOT NULL, 
	target VARCHAR(16), 
	"plan" TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	started_at DATETIME, 
	started_wall DATETIME, 
	ended_at DATETIME, 
	stop_requested BOOLEAN NOT NULL, 
	executor VARCHAR(128), 
	PRIMARY KEY (id)
);
INSERT INTO "operations" VALUES('old00001','api','burst','running','old00001',NULL,'{"operation_id":"old00001","request":{"verb":"burst","author":{"user":"oncall","host":"bastion","origin":"cli","cloud_user":"vigie","roles":["member"],"rights":[]},"pool":"api","to":6,"by":null,"datacenters":[],"operation":null,"duration_h":null,"reason":"","count":null,"size_bytes":null,"ssd":null,"offer":null,"cluster":null,"machine":null,"vcpus":null,"memory_bytes":null,"allow_restart":false,"snapshot":false},"pool":"api","planned_at":"2026-11-23T14:40:00Z","changes":[{"datacenter":"RBX","region":"RBX-A","name":"api-rbx-old00001-1","desired":"present","batch":"api-rbx-old00001-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}},{"datacenter":"GRA","region":"GRA11","name":"api-gra-old00001-1","desired":"present","batch":"api-gra-old00001-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}},{"datacenter":"SBG","region":"SBG5","name":"api-sbg-old00001-1","desired":"present","batch":"api-sbg-old00001-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}}],"rows":[{"datacenter":"RBX","now":1,"change":1,"after":2,"quota_left_after":148,"euro_per_hour_after":"1.02"},{"datacenter":"GRA","now":1,"change":1,"after":2,"quota_left_after":128,"euro_per_hour_after":"1.02"},{"datacenter":"SBG","now":1,"change":1,"after":2,"quota_left_after":98,"euro_per_hour_after":"1.02"}],"size_now":3,"size_after":6,"ceiling":12,"euro_per_hour":"1.53","euro_for_duration":null,"api_calls":3,"api_time_s":0.3,"eta_s":null,"warnings":[{"code":"warning.started_hours","values":{}}],"irreversible":[],"typed_name":null,"target":null,"digest":"c19ec6fb4aad2002f767158cad428bd6151075b266932acff96a98828b024c11","resource":"instance","subject":"","euro_per_month":null,"details":[],"undo":[]}','c19ec6fb4aad2002f767158cad428bd6151075b266932acff96a98828b024c11','2026-11-23 14:40:02.000000','2026-11-23 14:40:02.000000','2026-11-23 14:40:02.000000',NULL,0,'old-worker');
CREATE TABLE vigie_schema (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT vigie_schema_pkc PRIMARY KEY (version_num)
);
INSERT INTO "vigie_schema" VALUES('0002');
CREATE TABLE workers (
	executor VARCHAR(128) NOT NULL, 
	pid INTEGER NOT NULL, 
	host VARCHAR(255) NOT NULL, 
	started_at DATETIME NOT NULL, 
	heartbeat_at DATETIME NOT NULL, 
	PRIMARY KEY (executor)
);
CREATE INDEX ix_operations_root ON operations (root);
CREATE INDEX ix_operations_created_at ON operations (created_at);
CREATE UNIQUE INDEX one_live_operation_a_pool ON operations (pool) WHERE state IN ('queued', 'running', 'stopping');
CREATE INDEX ix_events_operation_id ON events (operation_id);
CREATE INDEX ix_claims_operation_id ON claims (operation_id);
CREATE TRIGGER events_never_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_never_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
COMMIT;
