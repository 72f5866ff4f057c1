-- A large Redmine on top of the seeded one: 100,000 issues, 2,000 projects, 5,000 users. Alice is Manager everywhere, Dan is
-- Reporter in "big", a private project: what an anonymous visitor may see of it is nothing.
PRAGMA synchronous = OFF;
BEGIN;
CREATE TEMP TABLE n (i INTEGER PRIMARY KEY);
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300000) INSERT INTO n SELECT i FROM c;

INSERT INTO users (id, login, firstname, lastname, admin, status, language, created_on, updated_on, type, mail_notification)
  SELECT 1000 + i, 'user' || i, 'First' || (i % 400), 'Lastname' || i, 0, 1, 'en', '2026-01-01', '2026-01-01', 'User', 'none' FROM n WHERE i <= 5000;

INSERT INTO trackers (id, name, position, is_in_roadmap, fields_bits, default_status_id)
  SELECT 3 + i, printf('Kind %02d', i), 3 + i, 1, 0, 1 FROM n WHERE i <= 37;
INSERT INTO issue_statuses (id, name, is_closed, position) SELECT 6 + i, printf('Step %02d', i), 0, 6 + i FROM n WHERE i <= 54;
INSERT INTO workflows (tracker_id, old_status_id, new_status_id, role_id, assignee, author, type)
  SELECT t.id, w.old_status_id, w.new_status_id, w.role_id, w.assignee, w.author, w.type
  FROM trackers t JOIN workflows w ON w.tracker_id = 1 WHERE t.id > 3;

-- "big", 1,995 more in chains five deep, and one whose name stands alone
INSERT INTO projects (id, name, identifier, description, is_public, status, lft, rgt, created_on, updated_on)
  VALUES (2000, 'Big', 'big', 'The large one', 0, 1, 1001, 1002, '2026-01-01', '2026-01-01');
INSERT INTO projects (id, name, identifier, is_public, parent_id, status, lft, rgt, created_on, updated_on)
  SELECT 2000 + i, printf('Platform %04d', i), printf('platform-%04d', i), i % 2, CASE WHEN (i - 1) % 5 > 0 THEN 1999 + i END, CASE WHEN i % 100 = 0 THEN 5 ELSE 1 END,
    2000 + (i - 1) / 5 * 10 + (i - 1) % 5, 2009 + (i - 1) / 5 * 10 - (i - 1) % 5, '2026-01-01', '2026-01-01' FROM n WHERE i <= 1995;
INSERT INTO projects (id, name, identifier, is_public, status, lft, rgt, created_on, updated_on)
  VALUES (3996, 'Zeppelin last', 'zz-last', 0, 1, 9001, 9002, '2026-01-01', '2026-01-01');
-- one of a usual size: six trackers, 20 members
INSERT INTO projects (id, name, identifier, is_public, status, lft, rgt, created_on, updated_on)
  VALUES (3997, 'Six trackers', 'six', 0, 1, 9003, 9004, '2026-01-01', '2026-01-01');
INSERT INTO enabled_modules (project_id, name) SELECT id, 'issue_tracking' FROM projects WHERE id >= 2000;
INSERT INTO enabled_modules (project_id, name) VALUES (2000, 'time_tracking'), (2000, 'wiki'), (2000, 'news'), (2000, 'files');
INSERT INTO enabled_modules (project_id, name) SELECT id, 'time_tracking' FROM projects WHERE id > 2000 AND id <= 2100;
INSERT INTO projects_trackers SELECT 2000, id FROM trackers;
INSERT INTO projects_trackers SELECT p.id, t.id FROM projects p, trackers t WHERE p.id > 2000 AND t.id <= 3;
INSERT INTO projects_trackers SELECT 3997, id FROM trackers WHERE id BETWEEN 4 AND 6;

INSERT INTO members (id, user_id, project_id, created_on) SELECT 10000 + id, 5, id, '2026-01-01' FROM projects WHERE id >= 2000;
INSERT INTO member_roles (member_id, role_id) SELECT id, 3 FROM members WHERE id >= 10000;
INSERT INTO members (id, user_id, project_id, created_on) VALUES (9999, 8, 2000, '2026-01-01');
INSERT INTO member_roles (member_id, role_id) VALUES (9999, 5);
INSERT INTO members (id, user_id, project_id, created_on) SELECT 20000 + i, 1000 + i, 2000, '2026-01-01' FROM n WHERE i <= 1998;
INSERT INTO member_roles (member_id, role_id) SELECT 20000 + i, 4 FROM n WHERE i <= 1998;
INSERT INTO members (id, user_id, project_id, created_on) SELECT 30000 + i, 1000 + i, 3997, '2026-01-01' FROM n WHERE i <= 19;
INSERT INTO member_roles (member_id, role_id) SELECT 30000 + i, 4 FROM n WHERE i <= 19;

-- API keys of thirty of them, for a load by many people; they are good for this Redmine only
INSERT INTO tokens (user_id, action, value, created_on, updated_on)
  SELECT 1000 + i, 'api', printf('%040d', 1000 + i), '2026-01-01', '2026-01-01' FROM n WHERE i <= 30;

INSERT INTO versions (id, project_id, name, description, effective_date, created_on, updated_on, status, sharing)
  SELECT 1000 + i, 2000, printf('Release %d.%d', i / 20, i % 20), '', date('2026-01-01', (i * 3) || ' days'), '2026-01-01', '2026-01-01', CASE WHEN i <= 37 THEN 'closed' ELSE 'open' END, 'none' FROM n WHERE i <= 400;
INSERT INTO issue_categories (id, project_id, name) SELECT 1000 + i, 2000, printf('Area %03d', i) FROM n WHERE i <= 300;

-- 100 more fields, of which 40 are for the seeded trackers and 60 for the others
CREATE TEMP TABLE sites AS SELECT '---' || char(10) || group_concat('- Location ' || i || ' of the site list', char(10)) || char(10) AS listed FROM n WHERE i <= 500;
INSERT INTO custom_fields (id, type, name, field_format, possible_values, format_store, is_required, is_for_all, is_filter, position, searchable, editable, visible, multiple)
  SELECT 100 + i, 'IssueCustomField',
    CASE i % 4 WHEN 0 THEN 'Site ' WHEN 1 THEN 'Owner ' WHEN 2 THEN 'Fixed in ' ELSE 'Code ' END || i,
    CASE i % 4 WHEN 0 THEN 'list' WHEN 1 THEN 'user' WHEN 2 THEN 'version' ELSE 'string' END,
    CASE i % 4 WHEN 0 THEN (SELECT listed FROM sites) END, NULL, 0, 0, 1, 100 + i, 0, 1, 1, 0 FROM n WHERE i <= 100;
INSERT INTO custom_fields_projects SELECT id, 2000 FROM custom_fields WHERE id > 100;
INSERT INTO custom_fields_trackers SELECT 100 + i, CASE WHEN i <= 40 THEN 1 + i % 3 ELSE 4 + i % 37 END FROM n WHERE i <= 100;
INSERT INTO custom_fields_trackers SELECT id, 40 FROM custom_fields WHERE id IN (105, 110, 112);

-- 30,000 issues in big, the others spread
INSERT INTO issues (id, tracker_id, project_id, subject, description, status_id, priority_id, author_id, assigned_to_id, category_id, fixed_version_id, created_on, updated_on, closed_on, start_date, done_ratio, estimated_hours, root_id, lft, rgt, lock_version)
  SELECT 1000 + i, CASE WHEN i <= 30000 THEN 1 + i % 40 ELSE 1 + i % 3 END, CASE WHEN i <= 30000 THEN 2000 ELSE 2001 + i % 1995 END,
    'Work item ' || i, 'What item ' || i || ' is about.', CASE WHEN i % 6 = 0 THEN 5 WHEN i % 6 = 1 THEN 2 ELSE 1 END, 1 + i % 5, CASE WHEN i <= 30000 THEN 1001 + i % 1998 ELSE 5 END,
    CASE WHEN i <= 30000 AND i % 3 = 0 THEN 1001 + i % 1998 END, CASE WHEN i <= 30000 AND i % 2 = 0 THEN 1001 + i % 300 END,
    CASE WHEN i <= 26000 THEN 1001 + i % 400 END, datetime('2026-01-01', (i / 4) || ' minutes'), datetime('2026-02-01', (i / 4) || ' minutes'),
    CASE WHEN i % 6 = 0 THEN datetime('2026-02-01', (i / 4) || ' minutes') END, '2026-01-01', CASE WHEN i % 6 = 0 THEN 100 ELSE i % 5 * 10 END,
    CASE WHEN i % 2 = 0 THEN 2.5 END, 1000 + i, 1, 2, 0 FROM n WHERE i <= 100000;
INSERT INTO issues (id, tracker_id, project_id, subject, status_id, priority_id, author_id, created_on, updated_on, done_ratio, root_id, lft, rgt, lock_version)
  SELECT 200000 + i, 1 + i % 6, 3997, 'Task ' || i, 1, 2, 1001 + i % 19, '2026-03-01', '2026-03-01', 0, 200000 + i, 1, 2, 0 FROM n WHERE i <= 60;
INSERT INTO custom_values (customized_type, customized_id, custom_field_id, value)
  SELECT 'Issue', id, 105, 1001 + id % 400 FROM issues WHERE project_id = 2000 AND tracker_id = 3;
INSERT INTO custom_values (customized_type, customized_id, custom_field_id, value)
  SELECT 'Issue', id, 110, 1001 + id % 400 FROM issues WHERE project_id = 2000 AND tracker_id = 2;
INSERT INTO custom_values (customized_type, customized_id, custom_field_id, value)
  SELECT 'Issue', id, 112, 'Location ' || (1 + id % 500) || ' of the site list' FROM issues WHERE project_id = 2000 AND tracker_id = 1;

INSERT INTO time_entries (project_id, user_id, author_id, issue_id, hours, comments, activity_id, spent_on, tyear, tmonth, tweek, created_on, updated_on)
  SELECT CASE WHEN i <= 200000 THEN 2000 ELSE 2001 + i % 100 END, 1001 + i % 1998, 1001 + i % 1998, CASE WHEN i <= 200000 THEN 1001 + i % 30000 END,
    CASE i % 4 WHEN 0 THEN 0.5 WHEN 1 THEN 1.25 WHEN 2 THEN 2 ELSE 4.75 END, 'Entry ' || i, 8 + i % 2, date('2025-06-01', (i % 600) || ' days'), 2026, 1, 1, '2026-01-01', '2026-01-01' FROM n;

-- a wiki of 200 chapters with 99 pages below each
INSERT INTO wikis (id, project_id, start_page, status) VALUES (100, 2000, 'Wiki', 1);
INSERT INTO wiki_pages (id, wiki_id, title, created_on, protected, parent_id)
  SELECT 1000 + i, 100, printf('Page_%05d_about_testing_the_large_installation_of_things', i), '2026-01-01', 0, CASE WHEN i % 100 <> 1 THEN 1001 + (i - 1) / 100 * 100 END FROM n WHERE i <= 20000;
INSERT INTO wiki_contents (id, page_id, author_id, text, comments, updated_on, version) SELECT 1000 + i, 1000 + i, 5, 'Text of page ' || i, '', '2026-01-01', 1 FROM n WHERE i <= 20000;
INSERT INTO wiki_content_versions (wiki_content_id, page_id, author_id, data, compression, comments, updated_on, version)
  SELECT 1000 + i, 1000 + i, 5, 'Text of page ' || i, '', '', '2026-01-01', 1 FROM n WHERE i <= 20000;

INSERT INTO queries (name, filters, user_id, type, visibility, options, project_id)
  SELECT 'Query ' || i, (SELECT filters FROM queries WHERE id = 1), 5, 'IssueQuery', 2, (SELECT options FROM queries WHERE id = 1), CASE WHEN i % 3 = 0 THEN 2000 END FROM n WHERE i <= 297;
COMMIT;
ANALYZE;
