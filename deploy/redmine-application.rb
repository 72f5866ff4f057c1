# Run inside Redmine 6.1 or later: bundle exec rails runner -e production redmine-application.rb
#
# Enables the REST API and makes the OAuth application of redmine-fastmcp. With SECRETS_DIR, the secret goes into a file there
# and the UID is “redmine-fastmcp”; without it, both are printed. Run again with SECRETS_DIR, it changes nothing.
redirect_uri = ENV.fetch("REDIRECT_URI")
scopes = ENV.fetch("SCOPES", %w[
  add_issue_notes add_issue_watchers add_issues edit_issues edit_own_issues edit_wiki_pages export_wiki_pages
  log_time log_time_for_other_users manage_subtasks search_project set_issues_private set_notes_private
  set_own_issues_private view_changesets view_documents view_files view_issue_watchers view_issues
  view_members view_messages view_news view_private_notes view_project view_time_entries view_wiki_edits
  view_wiki_pages
].join(" "))
folder = ENV["SECRETS_DIR"]

Setting.rest_api_enabled = "1"
uid = folder && "redmine-fastmcp"
if uid && Doorkeeper::Application.exists?(:uid => uid) && File.size?(File.join(folder, "client-secret"))
  puts "The application exists."
  exit
end

Doorkeeper::Application.where(:uid => uid).destroy_all if uid
application = Doorkeeper::Application.new(
  :name => "AI assistants (MCP)", :redirect_uri => redirect_uri, :scopes => scopes, :confidential => true
)
application.uid = uid if uid
application.save!
secret = application.plaintext_secret
if folder
  path = File.join(folder, "client-secret")
  File.write(path, secret)
  File.chmod(0o444, path) # another user reads it: the server, in its own container on the same volume
  puts "The application was made."
else
  puts "UID: #{application.uid}", "Secret: #{secret}"
end
