# A Redmine as people really have it, on top of seed.rb: names "Lastname, Firstname", users in German, Japanese and
# Persian, one at UTC+13, custom fields of every format, names with commas and joiners, rules of the workflow.
# `up run untidy.rb` adds it once and prints what tests need as dotenv; `up reset` takes it away again.
ActiveRecord::Base.logger = nil
Rails.logger.level = :error
ActionMailer::Base.perform_deliveries = false

def s!(record) = (record.save || raise("#{record.class}: #{record.errors.full_messages.join('; ')}"); record)

LONG_TEXT = (1..6_000).map { |n| "Zeile #{n}: längerer Text" }.join("\n") # about 150,000 characters
PERSIAN = "می\u200cخواهم" # spelled with a joiner

def build
  Setting['user_format'] = 'lastname_comma_firstname'
  User.current = User.find_by_login('admin')
  manager = Role.find_by!(:name => 'Manager')
  bug = Tracker.find_by!(:name => 'Bug')

  role = Role.new(:name => 'Mitarbeit, erfahren')
  role.permissions = manager.permissions
  role.time_entries_visibility = 'all'
  role.users_visibility = 'all'
  s!(role)
  error = s!(Tracker.new(:name => 'Fehler', :default_status => bug.default_status))
  task = s!(Tracker.new(:name => 'Aufgabe, klein', :default_status => bug.default_status, :core_fields => %w[assigned_to_id parent_issue_id start_date due_date done_ratio priority_id]))
  rigid = s!(Tracker.new(:name => 'Starr', :default_status => bug.default_status))
  [error, task, rigid].each { |tracker| WorkflowRule.copy(bug, manager, [tracker], [role]) }
  status = IssueStatus.all.index_by(&:name)

  person = lambda do |login, first, last, language, zone|
    u = User.new(:language => language)
    u.login, u.firstname, u.lastname, u.mail = login, first, last, "#{login}@example.net"
    u.password = u.password_confirmation = "#{login}-12345678"
    u.mail_notification = 'none'
    u.pref.time_zone = zone
    s!(u)
    s!(u.pref)
    u
  end
  people = {
    :dieter => person.call('dieter', 'Dieter', 'Müller', 'de', 'Berlin'),
    :yuki => person.call('yuki', '雪', '田中', 'ja', 'Tokyo'),
    :parisa => person.call('parisa', 'پریسا', "ره\u200cنما", 'fa', 'Tehran'),
    :tama => person.call('tama', 'Tama', 'Fifita', 'en', "Nuku'alofa"),
    :anna => person.call('anna.berg', 'Anna', 'Berg', 'en', ''),
    :anna2 => person.call('anna.lind', 'Anna', 'Lind', 'en', ''),
    :smith => person.call('smith', 'John', 'Smith, Jr.', 'en', ''),
  }

  project = lambda do |name, identifier, trackers|
    pr = Project.new(:name => name, :identifier => identifier, :is_public => false)
    pr.enabled_module_names = %w[issue_tracking time_tracking wiki news files documents]
    pr.trackers = trackers
    s!(pr)
    people.each_value { |who| s!(Member.new(:project => pr, :principal => who, :roles => [role])) }
    pr
  end
  main = project.call('Übung, groß', 'uebung', [error, task, rigid])
  target = project.call('Ziel', 'ziel', [error])

  versions = ['1.0, alt', "#{PERSIAN} 2", '3.0'].map { |name| s!(Version.new(:project => main, :name => name)) }
  categories = ['Süd, Ost', 'Werkstatt'].map { |name| s!(IssueCategory.new(:project => main, :name => name, :assigned_to => (name == 'Werkstatt' ? people[:yuki] : nil))) }
  s!(IssueCategory.new(:project => target, :name => 'Werkstatt'))

  field = lambda do |key, name, format, attrs = {}, projects = [main]|
    f = IssueCustomField.new({ :name => name, :field_format => format, :is_filter => format != 'attachment', :trackers => [error], :is_for_all => false }.merge(attrs))
    f.projects = projects
    [key, s!(f)]
  end
  fields = [
    field.call(:string, 'Kurztext', 'string', { :max_length => 2000 }, [main, target]),
    field.call(:text, 'Langtext', 'text'),
    field.call(:link, 'Verweis', 'link'),
    field.call(:int, 'Anzahl', 'int'),
    field.call(:float, 'Gewicht', 'float'),
    field.call(:date, 'Zugesagt am', 'date'),
    field.call(:list, 'Region', 'list', :possible_values => ['Nord, Ost', 'Süd', 'West'], :trackers => [error, rigid]),
    field.call(:lists, 'Bereiche, alle', 'list', :possible_values => ['A, B', 'A', 'B', PERSIAN], :multiple => true),
    field.call(:bool, 'Freigegeben', 'bool'),
    field.call(:check, 'Geprüft', 'bool', :edit_tag_style => 'check_box'),
    field.call(:enum, 'Reifegrad', 'enumeration'),
    field.call(:enums, 'Kanäle', 'enumeration', :multiple => true),
    field.call(:user, 'Prüfer', 'user', :trackers => [error, rigid]),
    field.call(:users, 'Beteiligte', 'user', :multiple => true),
    field.call(:version, 'Betroffen', 'version'),
    field.call(:versions, 'Betroffene', 'version', :multiple => true),
    field.call(:file, 'Beleg', 'attachment'),
    field.call(:bar, 'Fortschritt', 'progressbar', :ratio_interval => 10),
  ].to_h
  [:enum, :enums].each { |key| ['Entwurf, roh', 'Fertig'].each_with_index { |name, at| CustomFieldEnumeration.create!(:custom_field => fields[key], :name => name, :position => at + 1, :active => true) } }
  TimeEntryCustomField.create!(:name => 'Kostenart', :field_format => 'list', :possible_values => ['Reise, Ausland', 'Büro'])

  # In progress, the due date is read-only and “Anzahl” has to be filled.
  WorkflowPermission.create!(:tracker => error, :role => role, :old_status => status['In Progress'], :field_name => 'due_date', :rule => 'readonly')
  WorkflowPermission.create!(:tracker => error, :role => role, :old_status => status['In Progress'], :field_name => fields[:int].id.to_s, :rule => 'required')
  # Of a rigid issue in progress everything is read-only, of a new one the estimate; when it is resolved, these have to be filled.
  every = Tracker::CORE_FIELDS_ALL - %w[project_id tracker_id is_private] + fields.values_at(:list, :user).map { |f| f.id.to_s }
  every.each { |name| WorkflowPermission.create!(:tracker => rigid, :role => role, :old_status => status['In Progress'], :field_name => name, :rule => 'readonly') }
  WorkflowPermission.create!(:tracker => rigid, :role => role, :old_status => status['New'], :field_name => 'estimated_hours', :rule => 'readonly')
  (%w[due_date assigned_to_id fixed_version_id category_id estimated_hours] + fields.values_at(:list, :user).map { |f| f.id.to_s }).each do |name|
    WorkflowPermission.create!(:tracker => rigid, :role => role, :old_status => status['Resolved'], :field_name => name, :rule => 'required')
  end

  enums = CustomFieldEnumeration.where(:custom_field_id => fields[:enums].id).order(:position).map { |e| e.id.to_s }
  values = {
    :string => 'x' * 1000, :text => LONG_TEXT, :link => 'https://example.net/a,b', :int => '7', :float => '4.25', :date => '2026-03-15',
    :list => 'Nord, Ost', :lists => ['A, B', 'B'], :bool => '1', :check => '1',
    :enum => CustomFieldEnumeration.find_by!(:custom_field_id => fields[:enum].id, :name => 'Fertig').id.to_s, :enums => enums,
    :user => people[:smith].id.to_s, :users => [people[:dieter].id.to_s, people[:smith].id.to_s],
    :version => versions[0].id.to_s, :versions => [versions[0].id.to_s, versions[1].id.to_s], :bar => '40',
  }
  issue = lambda do |subject, more = {}|
    User.current = people[:dieter]
    i = Issue.new(:author => people[:dieter], :priority => IssuePriority.default || IssuePriority.first)
    i.project = main
    i.tracker = error
    i.subject = subject
    more.each { |name, value| i.send(:"#{name}=", value) }
    s!(i)
  end
  filled = values.to_h { |key, value| [fields[key].id.to_s, value] }
  full = lambda do |subject|
    issue.call(subject, :description => "Zeile 1\nZeile 2", :category => categories[0], :fixed_version => versions[0], :assigned_to => people[:dieter],
                        :start_date => '2026-03-01', :due_date => '2026-04-01', :estimated_hours => 3, :custom_field_values => filled)
  end
  issues = [full.call('Alles gefüllt'), full.call('Alles gefüllt, zum Umziehen'), issue.call("#{PERSIAN} 👨\u200d👩\u200d👧", :description => PERSIAN)]

  lines = people.to_a.flat_map do |key, u|
    name = key.to_s.upcase
    ["#{name}_ID=#{u.id}", "#{name}_LOGIN=#{u.login}", "#{name}_PASSWORD=#{u.login}-12345678", "#{name}_API_KEY=#{u.api_key}"]
  end
  lines += fields.map { |key, f| "FIELD_#{key.to_s.upcase}=#{f.id}" }
  lines + ["UNTIDY_FULL=#{issues[0].id}", "UNTIDY_MOVING=#{issues[1].id}", "UNTIDY_JOINERS=#{issues[2].id}"]
end

ActiveRecord::Base.transaction do
  kept = File.join(Attachment.storage_path, 'untidy.env')
  File.write(kept, build.join("\n")) unless Project.find_by_identifier('uebung') && File.exist?(kept)
  puts File.read(kept)
end
