/** Three boats, what keeps them afloat, the inspection in sixteen days, and the private project Harbour Office. */
export const fleet = `
#401 Fleet, Task: Yearly inspection
ruben -44 (assignee ruben; version Yearly inspection; due 16; priority High; category Safety; done 45; boats Heron, Puffin, Old Faithful): All three boats on one day. The inspector likes order and biscuits.
ruben -7 (status In Progress): Biscuits are ordered. The rest stands in the subtasks.

#402 Fleet, Task: Count the life jackets and read their dates
ruben -40 (assignee ruben; version Yearly inspection; due 8; category Safety; priority High; parent 401; estimate 10): One for each seat and ten more, none of them older than ten years.
ruben -13 (status In Progress; done 80): 395 counted, **12 have expired**, eight of them on Puffin. With her 98 seats she needs 108 good ones and has 117. New ones are ordered anyway.
file life-jackets.csv: Counted by hand, twice
ruben -13 spent 6 h on Maintenance: Counted everything orange

#403 Fleet, Task: Radar of Old Faithful: replace the magnetron
ruben -33 (assignee ruben; version Yearly inspection; due 5; category Safety; priority High; parent 401; estimate 6; boats Old Faithful): She sees rain and other ferries, and no longer the lighthouse.
ruben -6: The part is on a ship. Not one of ours, it is late.

#404 Fleet, Task: Fire drill with the new crew
ruben -28 (assignee ruben; version Yearly inspection; due -8; category Safety; parent 401): Everybody finds every extinguisher with closed eyes.
ruben -9 (status Closed; done 100): Done in 3:40. The record is 3:25, held by the kitchen.
ruben -9 spent 2.5 h on Maintenance: Fire drill
#405 Fleet, Bug: Puffin's port engine coughs above 1,400 rpm
ruben -34 (assignee ruben; category Engine; priority High; estimate 14; impact Annoying; boats Puffin): She keeps her timetable at 1,350. Against the tide she does not.
file port-engine.csv: One run in the harbour
ruben -27 (status In Progress; done 30): New fuel filter. The cough is politer now.
ruben -5: Oil pressure falls with the rpm: I suspect the pump. It is a day in the yard, and then Heron must not be ill.
ruben -27 spent 5 h on Maintenance: Fuel filter
ruben -5 spent 3 h on Maintenance: Listening to an engine

#406 Fleet, Bug: Heron's horn plays a B flat instead of an A
ines -50 (priority Low; impact Nobody notices; boats Heron): Says the conductor who lives at the pier. She is right.
ruben -49: The horn is from 1961 and has never had a lesson.

#407 Fleet, Task: Repaint the name “Old Faithfull”
maya -66 (category Hull; assignee ruben; boats Old Faithful): One l too many, two metres high, since Tuesday.
ruben -62 (status Closed; done 100): The painter paid for the paint.

#408 Fleet, Task: Order diesel for next month
ruben -20 (assignee ruben; due -2; priority High): 18,000 litres, before the price goes up again.
maya -1 17:05: Ruben? The price went up today.

#409 Fleet, Bug: Bilge alarm at every high tide
bot -23 (category Hull; assignee ruben; impact Annoying; boats Heron): Beeps from the pier at four in the morning. The neighbours know the tide table by heart.
ruben -16 (status Resolved; done 100): The sensor hung two fingers too low. She is dry.
ruben -16 spent 1 h on Maintenance: Lifted a sensor

#410 Fleet, Feature: Solar panels on the wheelhouse roof
ruben -90 (estimate 30; boats Heron): Enough for the lamps, the radio and Margaret's heated perch (see #428).
maya -75 (status Feedback): What does it cost, and how many litres does it save in a year? The perch is not in the budget.

#411 Fleet, Support: A parrot in the lost property office
ines -37 (assignee ines; impact Nobody notices; boats Puffin): Found on the 18:40. Says “mind the gap”. Answers to no name.
ines -36: Now also says “next stop Old Town”, in Ruben's voice.
ines -33 (status Closed; done 100): Fetched by a bus driver, which explains the gap.

#412 Fleet, Bug: Puffin's compass points to the coffee machine
ruben -110 (category Safety; assignee ruben; priority Urgent; impact Annoying; boats Puffin): Since the new coffee machine.
ruben -109 (status Closed; done 100): Moved the coffee machine. There was a vote about moving the compass.
#451 Harbour Office, Task: Hire a second developer before 5.0
maya -52 (assignee maya; priority High; due 40): Tom has 31 days of holiday left. From last year.
maya -10 (status In Progress; done 40): Three good letters, one from a lighthouse keeper.

#452 Harbour Office, Task: The contract with the payment provider ends
maya -21 (assignee maya; due 30): They want 0.3 points more. See #438 for the key, which is another thing.

#453 Harbour Office, Feature: A fourth boat?
maya -85 (priority Low): On a Saturday we leave 200 people on the pier **without** any bug.
ruben -84: Yes. Her name should be *Margaret*.

#454 Harbour Office, Task: Surprise party: Tom has been here for five years
maya -11 (assignee maya; due 12; watchers ruben): On Heron, after the last ferry. Cake: the bride from #432 knows a baker. **Not a word to Tom.**
ruben -10: I will say that the engine needs him.
`;
