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
INSERT INTO "changes" VALUES('pzxqv3v4',1,'RBX','RBX-A','api-rbx-pzxqv3v4-1-1','present','building','2026-11-26 13:07:10.879120','api-rbx-pzxqv3v4-1','1bcde849-115b-4bf8-9ed8-0c24c7a2ec52',NULL,1,NULL,'req-15027ad1-191c-426f-8c52-ca1db6aeb436','2026-11-26 13:06:56.045180','2026-11-25 18:57:20.898145',1,'instance','{}','{}','{}');
INSERT INTO "changes" VALUES('pzxqv3v4',2,'RBX','RBX-A','api-rbx-pzxqv3v4-1-2','present','ready','2026-11-26 13:09:58.908060','api-rbx-pzxqv3v4-1','6bcc0714-030e-4bcb-9345-54e3490c1e49',NULL,1,NULL,'req-15027ad1-191c-426f-8c52-ca1db6aeb436','2026-11-26 13:06:56.045180','2026-11-25 18:57:20.898145',1,'instance','{}','{}','{}');
INSERT INTO "changes" VALUES('pzxqv3v4',3,'GRA','GRA11','api-gra-pzxqv3v4-1-1','present','building','2026-11-26 13:07:12.638220','api-gra-pzxqv3v4-1','d5c5a47b-c82d-4784-9db5-46a713d54373',NULL,1,NULL,'req-5050d2b9-0f4a-4ff6-a5c3-872b8a310efd','2026-11-26 13:06:55.944980','2026-11-25 18:57:20.893137',1,'instance','{}','{}','{}');
INSERT INTO "changes" VALUES('pzxqv3v4',4,'GRA','GRA11','api-gra-pzxqv3v4-1-2','present','building','2026-11-26 13:07:12.638220','api-gra-pzxqv3v4-1','dbf2d4df-3544-43c1-b47f-0f84ce5e790c',NULL,1,NULL,'req-5050d2b9-0f4a-4ff6-a5c3-872b8a310efd','2026-11-26 13:06:55.944980','2026-11-25 18:57:20.893137',1,'instance','{}','{}','{}');
INSERT INTO "changes" VALUES('pzxqv3v4',5,'GRA','GRA11','api-gra-pzxqv3v4-1-3','present','building','2026-11-26 13:07:12.638220','api-gra-pzxqv3v4-1','ab73f8a4-4f70-4a6f-923e-d3bebdf2f456',NULL,1,NULL,'req-5050d2b9-0f4a-4ff6-a5c3-872b8a310efd','2026-11-26 13:06:55.944980','2026-11-25 18:57:20.893137',1,'instance','{}','{}','{}');
INSERT INTO "changes" VALUES('pzxqv3v4',6,'SBG','SBG5','api-sbg-pzxqv3v4-1','present','building','2026-11-26 13:07:11.102560','api-sbg-pzxqv3v4-1','b353cf5d-a0e4-44df-89c5-ae0265e079ec',NULL,1,NULL,'req-53fe99bf-58e7-46f2-b5f7-d7ded13edc7e','2026-11-26 13:06:55.654920','2026-11-25 18:57:20.878636',1,'instance','{}','{}','{}');
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
INSERT INTO "claims" VALUES('pzxqv3v4','pzxqv3v4','bastion-8150-e36193',1,0,'2026-11-25 18:57:17.252776');
INSERT INTO "claims" VALUES('pzxqv3v4-RBX','pzxqv3v4','bastion-8150-e36193',1,0,'2026-11-25 18:57:17.365634');
INSERT INTO "claims" VALUES('pzxqv3v4-GRA','pzxqv3v4','bastion-8150-e36193',1,0,'2026-11-25 18:57:17.433187');
INSERT INTO "claims" VALUES('pzxqv3v4-SBG','pzxqv3v4','bastion-8150-e36193',1,0,'2026-11-25 18:57:17.463422');
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
INSERT INTO "events" VALUES(1,'2026-11-26 13:03:22.329160','pzxqv3v4','operation.accepted','{"code":"operation.accepted","values":{"verb":"burst","pool":"api","n":6,"reason":"drill"}}','oncall@bastion',NULL);
INSERT INTO "events" VALUES(2,'2026-11-26 13:05:43.792080','pzxqv3v4','operation.started','{"code":"operation.started","values":{}}','bastion-8150-e36193',NULL);
INSERT INTO "events" VALUES(3,'2026-11-26 13:06:59.260700','pzxqv3v4','create.asked','{"code":"create.asked","values":{"name":"api-sbg-pzxqv3v4-1","n":1,"region":"SBG5"}}','bastion-8150-e36193','req-53fe99bf-58e7-46f2-b5f7-d7ded13edc7e');
INSERT INTO "events" VALUES(4,'2026-11-26 13:07:00.430980','pzxqv3v4','create.asked','{"code":"create.asked","values":{"name":"api-rbx-pzxqv3v4-1","n":2,"region":"RBX-A"}}','bastion-8150-e36193','req-15027ad1-191c-426f-8c52-ca1db6aeb436');
INSERT INTO "events" VALUES(5,'2026-11-26 13:07:02.477660','pzxqv3v4','create.asked','{"code":"create.asked","values":{"name":"api-gra-pzxqv3v4-1","n":3,"region":"GRA11"}}','bastion-8150-e36193','req-5050d2b9-0f4a-4ff6-a5c3-872b8a310efd');
INSERT INTO "events" VALUES(6,'2026-11-26 13:07:12.267240','pzxqv3v4','changes.moved','{"code":"changes.building","values":{"n":2,"datacenter":"RBX"}}','bastion-8150-e36193',NULL);
INSERT INTO "events" VALUES(7,'2026-11-26 13:07:12.348880','pzxqv3v4','changes.moved','{"code":"changes.building","values":{"n":1,"datacenter":"SBG"}}','bastion-8150-e36193',NULL);
INSERT INTO "events" VALUES(8,'2026-11-26 13:07:13.441280','pzxqv3v4','changes.moved','{"code":"changes.building","values":{"n":3,"datacenter":"GRA"}}','bastion-8150-e36193',NULL);
INSERT INTO "events" VALUES(9,'2026-11-26 13:09:59.821140','pzxqv3v4','changes.moved','{"code":"changes.ready","values":{"n":1,"datacenter":"RBX"}}','bastion-8150-e36193',NULL);
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
INSERT INTO "operations" VALUES('pzxqv3v4','api','burst','running','pzxqv3v4',NULL,'{"operation_id":"pzxqv3v4","request":{"verb":"burst","author":{"user":"oncall","host":"bastion","origin":"cli","cloud_user":"vigie","roles":["member","reader"],"rights":[]},"pool":"api","to":36,"by":null,"datacenters":[],"operation":null,"duration_h":null,"reason":"drill","count":null,"size_bytes":null,"ssd":null,"offer":null,"cluster":null,"machine":null,"vcpus":null,"memory_bytes":null,"allow_restart":false,"snapshot":false},"pool":"api","planned_at":"2026-11-26T13:02:57.510840Z","changes":[{"datacenter":"RBX","region":"RBX-A","name":"api-rbx-pzxqv3v4-1-1","desired":"present","batch":"api-rbx-pzxqv3v4-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}},{"datacenter":"RBX","region":"RBX-A","name":"api-rbx-pzxqv3v4-1-2","desired":"present","batch":"api-rbx-pzxqv3v4-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}},{"datacenter":"GRA","region":"GRA11","name":"api-gra-pzxqv3v4-1-1","desired":"present","batch":"api-gra-pzxqv3v4-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}},{"datacenter":"GRA","region":"GRA11","name":"api-gra-pzxqv3v4-1-2","desired":"present","batch":"api-gra-pzxqv3v4-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}},{"datacenter":"GRA","region":"GRA11","name":"api-gra-pzxqv3v4-1-3","desired":"present","batch":"api-gra-pzxqv3v4-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}},{"datacenter":"SBG","region":"SBG5","name":"api-sbg-pzxqv3v4-1","desired":"present","batch":"api-sbg-pzxqv3v4-1","resource_id":null,"made_by":null,"resource":"instance","wanted":{},"before":{}}],"rows":[{"datacenter":"RBX","now":12,"change":2,"after":14,"quota_left_after":136,"euro_per_hour_after":"7.14"},{"datacenter":"GRA","now":10,"change":3,"after":13,"quota_left_after":117,"euro_per_hour_after":"6.63"},{"datacenter":"SBG","now":8,"change":1,"after":9,"quota_left_after":91,"euro_per_hour_after":"4.59"}],"size_now":30,"size_after":36,"ceiling":330,"euro_per_hour":"3.06","euro_for_duration":null,"api_calls":3,"api_time_s":0.3,"eta_s":null,"warnings":[{"code":"warning.started_hours","values":{}},{"code":"warning.sources","values":{"sources":"growth, supply, vcenter, vcenter:account"}}],"irreversible":[],"typed_name":null,"target":null,"digest":"de7f0e731e76576bff4728277c671e86d3716d7cf5a7c6060c42545fa5d47ee0","resource":"instance","subject":"","euro_per_month":null,"details":[],"undo":[]}','de7f0e731e76576bff4728277c671e86d3716d7cf5a7c6060c42545fa5d47ee0','2026-11-26 13:03:22.283080','2026-11-26 13:05:43.660840','2026-11-25 18:57:17.280660',NULL,0,'bastion-8150-e36193');
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
INSERT INTO "workers" VALUES('bastion-8150-e36193',8150,'bastion','2026-11-25 18:57:16.653955','2026-11-25 18:57:29.141480');
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
